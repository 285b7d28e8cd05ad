package dev.blast.delivery;

import dev.blast.campaign.ChannelSettings;
import dev.blast.campaign.Rendering;
import dev.blast.campaign.Rendering.Rendered;
import dev.blast.delivery.Channel.Outgoing;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.outcome.Standing.Open;
import dev.blast.queue.Envelope;
import dev.blast.queue.Recipient;
import dev.blast.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

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
  private final Gate gate;
  private final InstantSource clock;

  /**
   * @param gate shared by all runs of the channel
   */
  RunDelivery(Run run, Channel channel, Gate gate, InstantSource clock) {
    ChannelSettings settings = run.campaign().message().channel();
    this.run = run;
    this.keyPrefix = run.id() + "/";
    this.columns = run.campaign().columns().size();
    this.rendering = Rendering.of(run.campaign());
    this.channel = channel;
    this.policy = new AttemptPolicy(run.campaign().attempts(), run.campaign().onUncertain());
    this.longestAttempt = settings.longestAttempt();
    this.gate = gate;
    this.clock = clock;
  }

  Gate gate() {
    return gate;
  }

  /** Whether every recipient has a value for each column of the message. */
  boolean fits(Envelope envelope) {
    return envelope.fits(columns);
  }

  /** When an attempt must have begun to end by then. */
  Instant latestStart(Instant finishBy) {
    return finishBy.minus(longestAttempt);
  }

  /** Whether a recipient is due, in time for the deadline, and no attempt would end too late. */
  boolean mayAttempt(Open open, Instant latestStart) {
    Instant now = clock.instant();
    return !now.isAfter(run.deadline())
        && !now.isBefore(open.notBefore())
        && !now.isAfter(latestStart);
  }

  /** The standing of a recipient that was not attempted: as it was, or over with the deadline. */
  Standing withoutAttempt(Open open) {
    Instant now = clock.instant();
    return now.isAfter(run.deadline()) ? policy.expired(open, now) : open;
  }

  /** {@link AttemptPolicy#afterVanishedSender}, now. */
  Standing afterVanishedSender(Open open, double jitter) {
    return policy.afterVanishedSender(open, clock.instant(), jitter);
  }

  /** Makes one attempt; blocks until it has ended. */
  Standing attempt(Recipient recipient, Open open, double jitter) {
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

  /**
   * How long until the first open recipient is due, and those due in the same moment with it; empty
   * when none is open.
   */
  Optional<Duration> again(List<Standing> standings) {
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
