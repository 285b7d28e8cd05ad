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
import dev.blast.run.Control;
import dev.blast.run.ControlView;
import dev.blast.run.Pause;
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

  private static final Duration SHORTEST_STANDSTILL = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(15);

  /** What the gate is told of an attempt that ended without an answer: nothing. */
  private static final Attempt BROKE = new Attempt.Unconfirmed(Reason.of("channel-error"));

  private final Run run;
  private final String keyPrefix;
  private final int columns;
  private final Rendering rendering;
  private final Channel channel;
  private final AttemptPolicy policy;
  private final Duration longestAttempt;
  private final Gate gate;
  private final ControlView control;
  private final Timing timing;
  private final InstantSource clock;

  /**
   * @param gate shared by all runs of the channel
   */
  RunDelivery(Run run, Channel channel, Gate gate, ControlView control, Timing timing) {
    ChannelSettings settings = run.campaign().message().channel();
    this.run = run;
    this.keyPrefix = run.id() + "/";
    this.columns = run.campaign().columns().size();
    this.rendering = Rendering.of(run.campaign());
    this.channel = channel;
    this.policy = new AttemptPolicy(run.campaign().attempts(), run.campaign().onUncertain());
    this.longestAttempt = settings.longestAttempt();
    this.gate = gate;
    this.control = control;
    this.timing = timing;
    this.clock = timing.clock();
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
    Optional<Control> asked = asked(now);
    return !now.isBefore(open.notBefore())
        && !now.isAfter(latestStart)
        && asked.filter(control -> !control.halts()).isPresent()
        && !now.isAfter(deadline(asked));
  }

  /**
   * How long a message stays away because the run is paused, or cannot be asked whether it is;
   * empty while it goes on.
   */
  Optional<Duration> standstill() {
    Instant now = clock.instant();
    Optional<Control> asked = asked(now);
    return asked.isEmpty()
        ? Optional.of(SHORTEST_STANDSTILL)
        : asked.flatMap(Control::pause).map(pause -> standstill(pause, now));
  }

  /**
   * As long again as the pause has lasted: a short one ends soon, and a long one does not use up
   * the message's receives.
   */
  private static Duration standstill(Pause pause, Instant now) {
    Duration lasted = Duration.between(pause.since(), now);
    return longer(SHORTEST_STANDSTILL, lasted.compareTo(LONGEST) < 0 ? lasted : LONGEST);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** Empty where it cannot be looked up: who cannot ask whether to stop does not begin. */
  private Optional<Control> asked(Instant now) {
    try {
      return Optional.of(control.at(now));
    } catch (RuntimeException unreachable) {
      return Optional.empty();
    }
  }

  private Instant deadline(Instant now) {
    return deadline(asked(now));
  }

  private Instant deadline(Optional<Control> asked) {
    // Nobody expires while it cannot be asked whether a redrive gave the run a later one.
    return asked.map(control -> control.deadline().orElse(run.deadline())).orElse(Instant.MAX);
  }

  /** The standing of a recipient that was not attempted: as it was, or over with the deadline. */
  Standing withoutAttempt(Open open) {
    Instant now = clock.instant();
    return now.isAfter(deadline(now)) ? policy.expired(open, now) : open;
  }

  /** Whether nothing is attempted any more, because the deadline has passed. */
  boolean isOver() {
    Instant now = clock.instant();
    return now.isAfter(deadline(now));
  }

  /** Whether a round of attempts may still begin after this pause. */
  boolean mayBeginAfter(Duration pause, Instant latestStart) {
    Instant now = clock.instant();
    Instant then = now.plus(pause);
    return !then.isAfter(latestStart) && !then.isAfter(deadline(now));
  }

  /** As long, but not beyond the moment after the deadline. */
  Duration untilOverAtMost(Duration delay) {
    Instant now = clock.instant();
    Duration left = Duration.between(now, deadline(now)).plusMillis(1);
    return delay.compareTo(left) <= 0 ? delay : longer(left, Duration.ZERO);
  }

  Instant now() {
    return clock.instant();
  }

  AttemptPolicy policy() {
    return policy;
  }

  /** {@link AttemptPolicy#afterVanishedSender}, now. */
  Standing afterVanishedSender(Open open, double jitter) {
    return policy.afterVanishedSender(open, clock.instant(), jitter);
  }

  /**
   * Makes one attempt, unless the recipient is not due any more, or nothing may be attempted at the
   * provider; blocks until it has ended, and gives back the place it takes at the gate.
   *
   * @return empty when none was made
   */
  Optional<Attempt> attempt(Recipient recipient, Open open, Instant latestStart) {
    Breaker.Leave leave = Breaker.Leave.NONE;
    // Again, because the place may have been long in coming.
    if (mayAttempt(open, latestStart)) {
      leave = gate.breaker().begin();
    }
    if (leave == Breaker.Leave.NONE) {
      gate.end(1);
      return Optional.empty();
    }
    Attempt attempt = BROKE;
    long begun = timing.nanos().getAsLong();
    try {
      attempt = answerTo(outgoing(recipient, open));
    } finally {
      gate.breaker().answered(leave, attempt);
      gate.end(begun, attempt);
    }
    return Optional.of(attempt);
  }

  private Outgoing outgoing(Recipient recipient, Open open) {
    Rendered message = rendering.render(recipient.values());
    return new Outgoing(
        run.id().toString(),
        keyPrefix + recipient.id(),
        recipient.id(),
        recipient.address(),
        message.subject(),
        message.body(),
        open.attempts() + open.deferrals());
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
    Duration delay = Duration.between(clock.instant(), together);
    Duration hold = longer(gate.breaker().hold(), standstill().orElse(Duration.ZERO));
    return Optional.of(untilOverAtMost(longer(delay, hold)));
  }
}
