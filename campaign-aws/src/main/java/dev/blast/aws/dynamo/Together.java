package dev.blast.aws.dynamo;

import dev.blast.run.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does several things about a run at a time. */
final class Together {

  /** Connections enough for others beside it. */
  private static final int AT_A_TIME = 16;

  private Together() {}

  /**
   * The answers, in the order of the tasks, once all have ended; throws what the first of them
   * threw.
   */
  static <T> List<T> all(RunId run, List<Callable<T>> tasks) {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.clamp(tasks.size(), 1, AT_A_TIME), Thread.ofVirtual().factory())) {
      List<T> answers = new ArrayList<>(tasks.size());
      for (Future<T> answer : threads.invokeAll(tasks)) {
        answers.add(answer.get());
      }
      return answers;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw LedgerUnreachable.stopped(run, stop);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(failed.getCause());
    }
  }
}
