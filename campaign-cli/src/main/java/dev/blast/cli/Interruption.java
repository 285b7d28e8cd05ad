package dev.blast.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ctrl-C, and SIGTERM: asks a run to stop, waits until its command has ended, and gives the process
 * the command's exit code. The JVM offers shutdown hooks for this and nothing else.
 */
final class Interruption {

  private static final CountDownLatch ENDED = new CountDownLatch(1);
  private static final AtomicInteger CODE = new AtomicInteger();

  private Interruption() {}

  /** From now on an interruption calls {@code stop}, until the answer is closed. */
  static Watch onInterrupt(Runnable stop) {
    Thread hook =
        Thread.ofPlatform()
            .name("interrupted")
            .unstarted(
                () -> {
                  stop.run();
                  awaitEnd();
                  Runtime.getRuntime().halt(CODE.get());
                });
    Runtime.getRuntime().addShutdownHook(hook);
    return new Watch(hook);
  }

  /** The command is over, all its output is written. */
  static void commandEnded(int code) {
    CODE.set(code);
    ENDED.countDown();
  }

  private static void awaitEnd() {
    try {
      ENDED.await();
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  /** Watching for an interruption. */
  record Watch(Thread hook) implements AutoCloseable {
    @Override
    public void close() {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException alreadyShuttingDown) {
        // Then the hook is what this command ends for.
        return;
      }
    }
  }
}
