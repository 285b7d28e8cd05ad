package dev.blast.cli;

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
    try {
      Path folder = Files.createTempDirectory("blast-");
      try {
        return work.apply(folder);
      } finally {
        delete(folder);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot use a temporary folder: " + failed, failed);
    }
  }

  /** Deletes a folder with everything in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
