package dev.blast.delivery;

import dev.blast.outcome.Standing;
import dev.blast.outcome.Standing.Open;
import dev.blast.queue.Envelope;
import dev.blast.queue.Recipient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    List<Integer> due = due(before);
    List<Future<Standing>> begun = begin(due, envelope.recipients(), before);
    List<Standing> after = new ArrayList<>(before.size());
    int answered = 0;
    for (int i = 0; i < before.size(); i++) {
      if (answered < begun.size() && due.get(answered) == i) {
        after.add(resultOf(begun.get(answered++)));
      } else {
        after.add(withoutAttempt(before.get(i)));
      }
    }
    return after;
  }

  /** Whether the thread was interrupted meanwhile; its flag is not set. */
  boolean interrupted() {
    return interrupted;
  }

  /** Looked at before waiting for anything: who may not be attempted takes no place. */
  private List<Integer> due(List<Standing> before) {
    List<Integer> due = new ArrayList<>(before.size());
    for (int i = 0; i < before.size(); i++) {
      if (before.get(i) instanceof Open open && !uncertain && run.mayAttempt(open, latestStart)) {
        due.add(i);
      }
    }
    return due;
  }

  private Standing withoutAttempt(Standing before) {
    return switch (before) {
      case Standing.Settled settled -> settled;
      case Open open when uncertain -> run.afterVanishedSender(open, jitter);
      case Open open -> run.withoutAttempt(open);
    };
  }

  /** Begins one after the other; answers fewer than are due when the time is up. */
  private List<Future<Standing>> begin(
      List<Integer> due, List<Recipient> recipients, List<Standing> before) {
    List<Future<Standing>> begun = new ArrayList<>(due.size());
    int permits = 0;
    for (int index : due) {
      permits = permits > 0 ? permits : permits(due.size() - begun.size());
      if (permits == 0) {
        return begun;
      }
      Recipient recipient = recipients.get(index);
      Open open = (Open) before.get(index);
      try {
        begun.add(workers.submit(() -> attempt(recipient, open)));
        permits--;
      } catch (RejectedExecutionException timeIsUp) {
        run.gate().end(permits);
        return begun;
      }
    }
    return begun;
  }

  private int permits(int wanted) {
    try {
      return interrupted ? 0 : run.gate().begin(wanted, latestStart);
    } catch (InterruptedException stopping) {
      interrupted = true;
      return 0;
    }
  }

  private Standing attempt(Recipient recipient, Open open) {
    try {
      // Again, because the permit may have been long in coming.
      return run.mayAttempt(open, latestStart)
          ? run.attempt(recipient, open, jitter)
          : run.withoutAttempt(open);
    } finally {
      run.gate().end(1);
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
