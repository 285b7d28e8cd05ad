package dev.blast.delivery;

import dev.blast.outcome.Standing;
import dev.blast.outcome.Standing.Open;
import dev.blast.queue.Envelope;
import dev.blast.queue.Recipient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private final QuickRetries quick;
  private final double jitter = 0.5 + ThreadLocalRandom.current().nextDouble() / 2;
  private Optional<Duration> again = Optional.empty();
  private boolean interrupted;

  /**
   * @param latestStart nothing is begun later
   * @param uncertain an earlier holder of the envelope vanished: who is open may have been
   *     attempted
   */
  Round(
      RunDelivery run,
      ExecutorService workers,
      Instant latestStart,
      boolean uncertain,
      QuickRetries quick) {
    this.run = run;
    this.workers = workers;
    this.latestStart = latestStart;
    this.uncertain = uncertain;
    this.quick = quick;
  }

  /** An attempt that was made, of a recipient who was open, and when it ended. */
  private record Made(Open before, Attempt attempt, Instant at) {}

  /**
   * Attempts every open recipient that is due, all at a time.
   *
   * @return one standing for each recipient, in the envelope's order
   */
  List<Standing> attemptAll(Envelope envelope, List<Standing> before) {
    List<Integer> due = due(before);
    List<Optional<Made>> made =
        begin(due, envelope.recipients(), before).stream().map(this::resultOf).toList();
    again = soon(made);
    List<Standing> after = new ArrayList<>(before.size());
    int answered = 0;
    for (int i = 0; i < before.size(); i++) {
      Standing standing = before.get(i);
      if (answered < made.size() && due.get(answered) == i) {
        after.add(made.get(answered++).map(this::after).orElseGet(() -> withoutAttempt(standing)));
      } else {
        after.add(withoutAttempt(standing));
      }
    }
    return after;
  }

  /**
   * How long to wait before another round of this invocation, for those whom a second attempt may
   * help; empty when there is to be none.
   */
  Optional<Duration> again() {
    return again;
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

  /** Decided before anything is recorded: who is attempted again at once is not deferred. */
  private Optional<Duration> soon(List<Optional<Made>> made) {
    boolean curable =
        made.stream().anyMatch(each -> each.filter(this::isCurable).isPresent())
            && !interrupted
            && run.gate().breaker().closed();
    return curable
        ? quick.next().filter(pause -> run.mayBeginAfter(pause, latestStart))
        : Optional.empty();
  }

  private boolean isCurable(Made made) {
    return run.policy().curable(made.before(), made.attempt());
  }

  private Standing after(Made made) {
    return again.isPresent() && isCurable(made)
        ? run.policy().soon(made.before(), made.attempt(), made.at())
        : run.after(made.before(), made.attempt(), made.at(), jitter);
  }

  private Standing withoutAttempt(Standing before) {
    return switch (before) {
      case Standing.Settled settled -> settled;
      case Open open when uncertain -> run.afterVanishedSender(open, jitter);
      case Open open -> run.withoutAttempt(open);
    };
  }

  /** Begins one after the other; answers fewer than are due when the time is up. */
  private List<Future<Optional<Made>>> begin(
      List<Integer> due, List<Recipient> recipients, List<Standing> before) {
    List<Future<Optional<Made>>> begun = new ArrayList<>(due.size());
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

  private Optional<Made> attempt(Recipient recipient, Open open) {
    return run.attempt(recipient, open, latestStart)
        .map(attempt -> new Made(open, attempt, run.now()));
  }

  private Optional<Made> resultOf(Future<Optional<Made>> answer) {
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
