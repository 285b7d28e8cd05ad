package dev.blast.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are on the disk, whole, when the call returns. */
final class DurableFiles {

  private DurableFiles() {}

  /** Creates a file; it must not exist. Its name is durable only after {@link #syncFolder}. */
  static void create(Path file, byte[] content) throws IOException {
    write(file, content, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }

  /** Puts a file in the place of another, if there is one: readers see either, never a part. */
  static void replace(Path file, byte[] content) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    write(
        next,
        content,
        StandardOpenOption.WRITE,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    syncFolder(file.resolveSibling("."));
  }

  /** Makes the names in a folder durable, where the system lets a folder be opened. */
  static void syncFolder(Path folder) throws IOException {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void write(Path file, byte[] content, StandardOpenOption... how)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, how)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }
}
