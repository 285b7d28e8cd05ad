package dev.blast.stage;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The unpacked bytes of an audience on their way to disk. Under its name only when complete and
 * kept; a file that cannot be written is an {@link UncheckedIOException}.
 */
final class WorkingCopy implements Closeable {

  private final OutputStream out;
  private final Optional<Path> file;

  private WorkingCopy(OutputStream out, Optional<Path> file) {
    this.out = out;
    this.file = file;
  }

  /** Takes bytes and keeps none. */
  static WorkingCopy none() {
    return new WorkingCopy(OutputStream.nullOutputStream(), Optional.empty());
  }

  static WorkingCopy at(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return new WorkingCopy(Files.newOutputStream(part(file)), Optional.of(file));
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write " + part(file), failed);
    }
  }

  void bytes(byte[] bytes, int from, int to) {
    try {
      out.write(bytes, from, to - from);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write " + file.orElseThrow(), failed);
    }
  }

  /** Puts the file under its name, in place of an older one. */
  void keep() throws IOException {
    out.close();
    if (file.isPresent()) {
      try (FileChannel written = FileChannel.open(part(file.get()), StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(part(file.get()), file.get(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
    if (file.isPresent()) {
      Files.deleteIfExists(part(file.get()));
    }
  }

  private static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + ".part");
  }
}
