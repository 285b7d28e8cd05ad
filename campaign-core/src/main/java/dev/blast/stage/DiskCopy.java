package dev.blast.stage;

import dev.blast.audience.LocalFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A copy in a file on disk; an older one under its name stays until this one is kept. */
final class DiskCopy implements WorkingCopy {

  private final OutputStream out;
  private final Path file;

  private DiskCopy(OutputStream out, Path file) {
    this.out = out;
    this.file = file;
  }

  static DiskCopy at(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return new DiskCopy(Files.newOutputStream(part(file)), file);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write " + part(file), failed);
    }
  }

  @Override
  public void add(byte[] bytes, int from, int to) {
    try {
      out.write(bytes, from, to - from);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write " + file, failed);
    }
  }

  @Override
  public Kept keep() throws IOException {
    out.close();
    try (FileChannel written = FileChannel.open(part(file), StandardOpenOption.WRITE)) {
      written.force(true);
    }
    Files.move(part(file), file, StandardCopyOption.REPLACE_EXISTING);
    LocalFile kept = new LocalFile(file);
    return new Kept(kept, "", kept.look());
  }

  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(part(file));
  }

  private static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + ".part");
  }
}
