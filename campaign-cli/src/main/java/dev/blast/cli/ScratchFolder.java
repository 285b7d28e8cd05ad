package dev.blast.cli;

import dev.blast.local.DiskFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Stream;

/** A folder that lives as long as a call: a compressed audience is unpacked into it. */
final class ScratchFolder {

  private ScratchFolder() {}

  static <T> T with(Function<Path, T> work) {
    Path folder = create("blast-");
    try {
      return work.apply(folder);
    } finally {
      delete(folder);
    }
  }

  /** A new folder among the temporary files. */
  static Path create(String prefix) {
    try {
      return Files.createTempDirectory(prefix);
    } catch (IOException failed) {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
      throw new UncheckedIOException(
          "no folder can be made in "
              + temporary
              + " ("
              + (Files.isDirectory(temporary) ? DiskFailure.of(failed).why() : "it is no folder")
              + "); name one that is there and is writable:"
              + " BLAST_JAVA_OPTS=-Djava.io.tmpdir=DIR",
          failed);
    }
  }

  /** Deletes a folder with everything in it. */
  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(
          folder + " cannot be deleted (" + DiskFailure.of(failed).why() + ")", failed);
    }
  }
}
