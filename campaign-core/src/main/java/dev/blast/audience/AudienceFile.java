package dev.blast.audience;

import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of an audience, or of a suppression list. Implementations are thread-safe; every stream
 * is independent.
 */
public interface AudienceFile {

  /** As the operator knows it; for messages. */
  String name();

  /** Length in bytes. */
  long size() throws IOException;

  /** The bytes from {@code from} (inclusive) to {@code to} (exclusive). The caller closes it. */
  InputStream open(long from, long to) throws IOException;
}
