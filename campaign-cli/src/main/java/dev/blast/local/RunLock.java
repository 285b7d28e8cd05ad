package dev.blast.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The right of one process to work on a run. The operating system takes it back when the process
 * ends, however it ends. Thread-safe.
 */
public final class RunLock implements AutoCloseable {

  // For the whole process, because its locks are: closing any channel of the file would release
  // them (FileLock, "Platform dependencies"), so that a file that is locked here is never opened.
  private static final Map<Path, RunLock> HELD = new HashMap<>();

  /** An exclusive lock is somebody's work; so often is asked, should he be giving it back. */
  private static final int TRIES = 5;

  /** Who only looks is gone in an instant, or as soon as his machine lets him. */
  private static final int TRIES_AMONG_LOOKERS = 100;

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(10);

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes the lock; empty when this or another process has it. */
  static Optional<RunLock> take(Path file) throws IOException {
    for (int i = 0; i < TRIES_AMONG_LOOKERS; i++) {
      Optional<RunLock> lock = tryTake(file);
      if (lock.isPresent() || isHeldHere(file) || (i >= TRIES && isTaken(file))) {
        return lock;
      }
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
    return Optional.empty();
  }

  /** Whether this or another process has it. */
  static boolean isTaken(Path file) throws IOException {
    synchronized (HELD) {
      if (isHeldHere(file)) {
        return true;
      }
      if (!Files.exists(file)) {
        return false;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
          FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
        return shared == null;
      }
    }
  }

  private static Optional<RunLock> tryTake(Path file) throws IOException {
    synchronized (HELD) {
      if (isHeldHere(file)) {
        return Optional.empty();
      }
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        return Optional.empty();
      }
      Path real = file.toRealPath();
      RunLock lock = new RunLock(real, channel);
      HELD.put(real, lock);
      return Optional.of(lock);
    }
  }

  private static boolean isHeldHere(Path file) throws IOException {
    synchronized (HELD) {
      return Files.exists(file) && HELD.containsKey(file.toRealPath());
    }
  }

  /** Gives the lock back. A second call does nothing. */
  @Override
  public void close() {
    synchronized (HELD) {
      if (HELD.remove(file, this)) {
        try {
          channel.close();
        } catch (IOException failure) {
          throw RunFolderUnavailable.of(file, failure);
        }
      }
    }
  }
}
