package dev.blast.delivery;

import dev.blast.outcome.Standing;
import dev.blast.outcome.Standing.Open;
import dev.blast.queue.Envelope;
import dev.blast.queue.Recipient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One round of attempts for a claimed envelope: begins what may be begun in time, and gathers every
 * answer. Used once, by one thread.
 *
 * <p>An interruption begins nothing more, but what was begun is waited for: an attempt whose answer
 * is not recorded would be made again.
 */
final class Round {

  private final RunDelivery run;
  private final ExecutorService workers;
  private final Instant latestStart;
  private final boolean uncertain;
  private final double jitter = 0.5 + ThreadLocalRandom.current().nextDouble() / 2;
  private boolean interrupted;

  /**
   * @param latestStart nothing is begun later
   * @param uncertain an earlier holder of the envelope vanished: who is open may have been
   *     attempted
   */
  Round(RunDelivery run, ExecutorService workers, Instant latestStart, boolean uncertain) {
    this.run = run;
    this.workers = workers;
    this.latestStart = latestStart;
    this.uncertain = uncertain;
  }

  /**
   * Attempts every open recipient that is due, all at a time.
   *
   * @return one standing for each recipient, in the envelope's order
   */
  List<Standing> attemptAll(Envelope envelope, List<Standing> before) {
    List<Future<Standing>> answers = new ArrayList<>(before.size());
    for (int i = 0; i < before.size(); i++) {
      answers.add(begin(envelope.recipients().get(i), before.get(i)));
    }
    return answers.stream().map(this::resultOf).toList();
  }

  /** Whether the thread was interrupted meanwhile; its flag is not set. */
  boolean interrupted() {
    return interrupted;
  }

  private Future<Standing> begin(Recipient recipient, Standing before) {
    return switch (before) {
      case Standing.Settled settled -> CompletableFuture.completedFuture(settled);
      case Open open when uncertain ->
          CompletableFuture.completedFuture(run.afterVanishedSender(open, jitter));
      case Open open -> beginInTime(recipient, open);
    };
  }

  private Future<Standing> beginInTime(Recipient recipient, Open open) {
    // Looked at before waiting for anything: a recipient that may not be attempted takes no place.
    if (interrupted || !run.mayAttempt(open, latestStart) || !permitted()) {
      return CompletableFuture.completedFuture(run.withoutAttempt(open));
    }
    try {
      return workers.submit(() -> attempt(recipient, open));
    } catch (RejectedExecutionException timeIsUp) {
      run.gate().end();
      return CompletableFuture.completedFuture(open);
    }
  }

  private boolean permitted() {
    try {
      return run.gate().begin(latestStart);
    } catch (InterruptedException stopping) {
      interrupted = true;
      return false;
    }
  }

  private Standing attempt(Recipient recipient, Open open) {
    try {
      // Again, because the permit may have been long in coming.
      return run.mayAttempt(open, latestStart)
          ? run.attempt(recipient, open, jitter)
          : run.withoutAttempt(open);
    } finally {
      run.gate().end();
    }
  }

  private Standing resultOf(Future<Standing> answer) {
    while (true) {
      try {
        return answer.get();
      } catch (InterruptedException stopping) {
        interrupted = true;
      } catch (ExecutionException broken) {
        throw new IllegalStateException("an attempt broke", broken.getCause());
      }
    }
  }
}
