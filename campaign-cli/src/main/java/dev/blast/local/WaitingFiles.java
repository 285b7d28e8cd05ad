package dev.blast.local;

import dev.blast.run.RunId;
import dev.blast.run.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Firings that processes wait for, for whoever asks what comes next: a file for each in {@code
 * <data>/waiting}, locked by its process, so that one whose process died counts for nothing.
 */
public final class WaitingFiles {

  private static final String LOCK = ".lock";

  private final Path folder;

  /**
   * @param data the folder that runs are kept in
   */
  public WaitingFiles(Path data) {
    this.folder = data.toAbsolutePath().normalize().resolve("waiting");
  }

  /** Says that this process waits, until the answer is closed. */
  public Announced announce(RunId id, String name) {
    Path file = folder.resolve(id.toString());
    Path lock = folder.resolve(id + LOCK);
    try {
      Files.createDirectories(folder);
      Optional<RunLock> held = RunLock.take(lock);
      if (held.isPresent()) {
        Files.writeString(file, name);
      }
      return () -> held.ifPresent(mine -> end(mine, file, lock));
    } catch (IOException failure) {
      throw RunFolderUnavailable.of(file, failure);
    }
  }

  /** What is left of them means nothing without the lock. */
  private static void end(RunLock mine, Path file, Path lock) {
    try {
      Files.deleteIfExists(file);
      mine.close();
      Files.deleteIfExists(lock);
    } catch (IOException failure) {
      mine.close();
    }
  }

  /** A firing that is waited for. */
  public interface Announced extends AutoCloseable {
    @Override
    void close();
  }

  /** Those that are waited for, the next one first. */
  public List<Waiting> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Waiting> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Optional<RunId> id = RunId.parse(file.getFileName().toString());
        if (id.isPresent() && RunLock.isTaken(folder.resolve(id.get() + LOCK))) {
          String name = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
          found.add(new Waiting(id.get(), name));
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException gone) {
      // One that ended while it was looked at is waited for no longer.
      return found;
    }
    found.sort(Comparator.comparing(each -> each.id().scheduled()));
    return found;
  }
}
