package dev.blast.stage;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Revision;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The unpacked bytes of an audience, on their way to where everybody who dispatches, resumes and
 * reports can read ranges of them. Nobody sees any of them before they are {@linkplain #keep kept}.
 * Used by one thread; blocks.
 */
public interface WorkingCopy extends Closeable {

  /** Begins copies. Thread-safe. */
  @FunctionalInterface
  interface Store {
    WorkingCopy begin();
  }

  /**
   * A copy that is whole.
   *
   * @param file reads it here
   * @param address reads it elsewhere, as a campaign would name it; empty where nobody but this
   *     machine can
   */
  record Kept(AudienceFile file, String address, Revision revision) {}

  /**
   * Adds {@code bytes[from..to)} at the end. What cannot be written is an {@link
   * UncheckedIOException} that says where.
   */
  void add(byte[] bytes, int from, int to);

  /** Keeps what was added: durable and whole when this returns. Called once. */
  Kept keep() throws IOException;

  /** Throws away what was not kept. */
  @Override
  void close() throws IOException;
}
