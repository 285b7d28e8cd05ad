package dev.blast.infra;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A function's zip, unpacked into a folder of its own as Lambda does into /var/task. */
record Unpacked(Path folder) implements AutoCloseable {

  /**
   * The zip that this build made.
   *
   * @throws IllegalStateException when there is none
   */
  static Path zip(String module) {
    Path root = Path.of(System.getProperty("blast.root", ".")).toAbsolutePath().normalize();
    Path zip = root.resolve(module).resolve("target").resolve(module + ".zip");
    if (!Files.isRegularFile(zip)) {
      throw new IllegalStateException(
          zip + " is not there; ./mvnw package -DskipTests -pl " + module + " -am makes it");
    }
    return zip;
  }

  static Unpacked unpack(Path zip) {
    try {
      Path folder = Files.createTempDirectory("blast-function");
      try (ZipFile file = new ZipFile(zip.toFile())) {
        for (ZipEntry entry : file.stream().map(ZipEntry.class::cast).toList()) {
          unpack(file, entry, folder);
        }
      }
      return new Unpacked(folder);
    } catch (IOException broken) {
      throw new UncheckedIOException(zip + " cannot be unpacked", broken);
    }
  }

  private static void unpack(ZipFile file, ZipEntry entry, Path folder) throws IOException {
    Path target = folder.resolve(entry.getName()).normalize();
    if (!target.startsWith(folder)) {
      throw new IOException(entry.getName() + " leaves the folder");
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    try (InputStream in = file.getInputStream(entry)) {
      Files.copy(in, target);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.delete(each);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(folder + " cannot be removed", broken);
    }
  }
}
