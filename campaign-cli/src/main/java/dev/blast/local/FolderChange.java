package dev.blast.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one thread of one process at a time change a run's folder. */
final class FolderChange {

  // For the whole process, because its file locks are; changes are few and short.
  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

  private FolderChange() {}

  /** What is done alone. */
  interface Change<T> {
    T make() throws IOException;
  }

  /** Waits for its turn, then makes the change. */
  static <T> T alone(Path lock, Change<T> change) throws IOException {
    IN_THIS_PROCESS.lock();
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock(); // until the channel is closed
      return change.make();
    } finally {
      IN_THIS_PROCESS.unlock();
    }
  }
}
