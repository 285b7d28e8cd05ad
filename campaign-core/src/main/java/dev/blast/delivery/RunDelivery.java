package dev.blast.delivery;

import dev.blast.campaign.ChannelSettings;
import dev.blast.campaign.Rendering;
import dev.blast.campaign.Rendering.Rendered;
import dev.blast.delivery.Channel.Outgoing;
import dev.blast.delivery.DeliveryLedger.Claim.Granted;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.outcome.Standing.Open;
import dev.blast.queue.Envelope;
import dev.blast.queue.Recipient;
import dev.blast.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/** What delivering the envelopes of one run takes: its message, channel and limits. Thread-safe. */
final class RunDelivery {

  /** Recipients that come due within this are attempted together; SQS delays whole seconds. */
  private static final Duration TOGETHER = Duration.ofSeconds(2);

  private final Run run;
  private final String keyPrefix;
  private final int columns;
  private final Rendering rendering;
  private final Channel channel;
  private final AttemptPolicy policy;
  private final Duration longestAttempt;
  private final Semaphore permits;
  private final InstantSource clock;

  RunDelivery(Run run, Channel channel, InstantSource clock) {
    ChannelSettings settings = run.campaign().message().channel();
    this.run = run;
    this.keyPrefix = run.id() + "/";
    this.columns = run.campaign().columns().size();
    this.rendering = Rendering.of(run.campaign());
    this.channel = channel;
    this.policy = new AttemptPolicy(run.campaign().attempts(), run.campaign().onUncertain());
    this.longestAttempt = settings.longestAttempt();
    this.permits = new Semaphore(settings.concurrency());
    this.clock = clock;
  }

  /**
   * What came of an envelope.
   *
   * @param standings one for each recipient, in its order
   * @param again how long until an open recipient may be attempted; empty when none is open
   */
  record Result(List<Standing> standings, Optional<Duration> again) {}

  /** What the recipients of one claimed envelope have in common. */
  private record Round(boolean uncertain, Instant finishBy, double jitter) {}

  /** Whether every recipient has a value for each column of the message. */
  boolean fits(Envelope envelope) {
    return envelope.recipients().stream().allMatch(each -> each.values().size() == columns);
  }

  /** Attempts every open recipient that is due, all at a time; returns when each has its answer. */
  Result attemptAll(Envelope envelope, Granted granted, Instant finishBy, ExecutorService workers)
      throws InterruptedException {
    Round round =
        new Round(
            granted.uncertain(), finishBy, 0.5 + ThreadLocalRandom.current().nextDouble() / 2);
    List<Future<Standing>> answers = new ArrayList<>(envelope.recipients().size());
    for (int i = 0; i < envelope.recipients().size(); i++) {
      Recipient recipient = envelope.recipients().get(i);
      Standing before = granted.standings().get(i);
      answers.add(begin(recipient, before, round, workers));
    }
    List<Standing> after = new ArrayList<>(answers.size());
    for (Future<Standing> answer : answers) {
      after.add(resultOf(answer));
    }
    return new Result(after, again(after));
  }

  private static Standing resultOf(Future<Standing> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException broken) {
      throw new IllegalStateException("an attempt broke", broken.getCause());
    }
  }

  private Future<Standing> begin(
      Recipient recipient, Standing before, Round round, ExecutorService workers)
      throws InterruptedException {
    return switch (before) {
      case Standing.Settled settled -> CompletableFuture.completedFuture(settled);
      case Open open when round.uncertain() ->
          CompletableFuture.completedFuture(
              policy.afterVanishedSender(open, clock.instant(), round.jitter()));
      case Open open -> {
        // Before its thread starts, so that a waiting recipient costs nothing.
        permits.acquire();
        yield submit(() -> attemptInTime(recipient, open, round), workers);
      }
    };
  }

  private Future<Standing> submit(Callable<Standing> attempt, ExecutorService workers) {
    try {
      return workers.submit(attempt);
    } catch (RejectedExecutionException timeIsUp) {
      permits.release();
      throw timeIsUp;
    }
  }

  private Standing attemptInTime(Recipient recipient, Open open, Round round) {
    try {
      Instant now = clock.instant();
      if (now.isAfter(run.deadline())) {
        return policy.expired(open, now);
      }
      if (now.isBefore(open.notBefore()) || now.plus(longestAttempt).isAfter(round.finishBy())) {
        return open;
      }
      return attemptNow(recipient, open, round.jitter());
    } finally {
      permits.release();
    }
  }

  private Standing attemptNow(Recipient recipient, Open open, double jitter) {
    Rendered message = rendering.render(recipient.values());
    Outgoing outgoing =
        new Outgoing(
            keyPrefix + recipient.id(),
            recipient.id(),
            recipient.address(),
            message.subject(),
            message.body(),
            open.attempts() + open.deferrals());
    return policy.after(open, answerTo(outgoing), clock.instant(), jitter);
  }

  /** A channel that throws broke its promise: nobody knows how far it came. */
  private Attempt answerTo(Outgoing message) {
    try {
      return channel.attempt(message);
    } catch (RuntimeException broken) {
      return new Attempt.Unconfirmed(
          new Reason("channel-error", broken.getClass().getSimpleName()));
    }
  }

  /** How long until the first open recipient is due, and those due in the same moment with it. */
  private Optional<Duration> again(List<Standing> standings) {
    List<Instant> due =
        standings.stream()
            .filter(Open.class::isInstance)
            .map(open -> ((Open) open).notBefore())
            .sorted()
            .toList();
    if (due.isEmpty()) {
      return Optional.empty();
    }
    Instant latest = due.getFirst().plus(TOGETHER);
    Instant together = due.stream().filter(each -> !each.isAfter(latest)).toList().getLast();
    Instant next = together.isAfter(run.deadline()) ? run.deadline().plusMillis(1) : together;
    Duration delay = Duration.between(clock.instant(), next);
    return Optional.of(delay.isNegative() ? Duration.ZERO : delay);
  }
}
