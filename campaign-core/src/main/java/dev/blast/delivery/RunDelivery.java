package dev.blast.delivery;

import dev.blast.campaign.ChannelSettings;
import dev.blast.campaign.Rendering;
import dev.blast.campaign.Rendering.Rendered;
import dev.blast.delivery.Channel.Outgoing;
import dev.blast.delivery.Channels.ChannelUnavailable;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.outcome.Standing.Open;
import dev.blast.queue.Envelope;
import dev.blast.queue.Recipient;
import dev.blast.run.Control;
import dev.blast.run.ControlView;
import dev.blast.run.Pause;
import dev.blast.run.Run;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
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

  /** Controls may be read a moment late: a process that paused a run does not see it at once. */
  private static final Duration SEEN_EVERYWHERE = Duration.ofSeconds(2);

  /** What the gate is told of an attempt that ended without an answer: nothing. */
  private static final Attempt BROKE = new Attempt.Unconfirmed(Reason.of("channel-error"));

  private final Run run;
  private final int columns;
  private final Rendering rendering;
  private final Runs runs;
  private final Channels channels;
  private final AttemptPolicy policy;
  private final Duration longestAttempt;
  private final Gate gate;
  private final ControlView control;
  private final Timing timing;
  private final InstantSource clock;
  private volatile Optional<Channel> channel = Optional.empty();
  private volatile boolean acceptanceNoted;
  private boolean channelPaused;
  private Instant pausedAt = Instant.MIN;

  /**
   * @param gate shared by all runs of the channel
   */
  RunDelivery(
      Run run, Runs runs, Channels channels, Gate gate, ControlView control, Timing timing) {
    ChannelSettings settings = run.campaign().message().channel();
    this.run = run;
    this.columns = run.campaign().columns().size();
    this.rendering = Rendering.of(run.campaign());
    this.runs = runs;
    this.channels = channels;
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

  /** Why an envelope cannot be claimed now, and how long its message stays away. */
  record Obstacle(Duration delay, String why) {}

  /**
   * What keeps envelopes of the run from being claimed; empty where nothing does. Pauses the run
   * when its channel is at fault.
   *
   * @throws RuntimeException when the channel's secrets, or the run's controls, cannot be reached
   */
  Optional<Obstacle> obstacle() {
    Duration hold = gate.breaker().hold();
    if (hold.isPositive()) {
      return Optional.of(obstacle(hold, "the provider is out of order"));
    }
    return standstill().or(this::unavailable).map(delay -> obstacle(delay, "the run is paused"));
  }

  private Obstacle obstacle(Duration delay, String why) {
    return new Obstacle(untilOverAtMost(delay), why);
  }

  /** A channel that cannot be built pauses the run, and names what it lacks. */
  private Optional<Duration> unavailable() {
    if (channel.isPresent()) {
      return Optional.empty();
    }
    try {
      channel = Optional.of(channels.forSettings(run.campaign().message().channel()));
      return Optional.empty();
    } catch (ChannelUnavailable missing) {
      boolean paused = pauseUnlessEnded(String.valueOf(missing.getMessage()));
      return Optional.of(SHORTEST_STANDSTILL);
    }
  }

  /** Pauses the run where its channel is at fault; after a resume the channel is tried anew. */
  private synchronized void heed(Control asked) {
    Instant now = clock.instant();
    Optional<Reason> fault = gate.health().fault();
    if (isByChannel(asked)) {
      channelPaused = true;
    } else if (channelPaused && !now.isBefore(pausedAt.plus(SEEN_EVERYWHERE))) {
      channelPaused = false;
      acceptanceNoted = false;
      gate.health().reset();
    } else if (!channelPaused && fault.isPresent() && !asked.halts()) {
      channelPaused = pauseUnlessEnded(fault.get().toString());
      pausedAt = now;
    }
  }

  private static boolean isByChannel(Control asked) {
    return asked.pause().filter(why -> why.by() == Pause.By.CHANNEL).isPresent();
  }

  /** Answers whether the run is paused by its channel now. */
  private boolean pauseUnlessEnded(String why) {
    if (isEnded()) {
      return false;
    }
    Instant now = clock.instant();
    Pause pause = new Pause(Pause.By.CHANNEL, why, now);
    return isByChannel(control.change(now, before -> before.paused(pause)));
  }

  /** Once in a process: that the provider accepts messages of the run. */
  private void noteAcceptance() {
    if (acceptanceNoted) {
      return;
    }
    acceptanceNoted = true;
    try {
      Instant now = clock.instant();
      if (control.at(now).accepted().isEmpty()) {
        Control noted = control.change(now, before -> before.withAccepted(now));
      }
    } catch (RuntimeException unreachable) {
      // Without the note a fault of the channel pauses the run sooner, and nothing else changes.
    }
  }

  /**
   * How long a message stays away because the run is paused, or cannot be asked whether it is;
   * empty while it goes on.
   */
  Optional<Duration> standstill() {
    asked(clock.instant()).ifPresent(this::heed);
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

  /**
   * The standing after an attempt that ended at {@code at}.
   *
   * @param jitter what delays are multiplied by, 0.5..1
   */
  Standing after(Open before, Attempt attempt, Instant at, double jitter) {
    return attempt instanceof Attempt.Misconfigured answer
            && gate.health().concernsRecipient(before, answer, at, isAccepted())
        ? policy.denied(before, answer.reason(), at, jitter)
        : policy.after(before, attempt, at, jitter);
  }

  private boolean isAccepted() {
    return asked(clock.instant()).filter(control -> control.accepted().isPresent()).isPresent();
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

  /**
   * Whether no recipient of the run is attempted any more. Looks up the run's state, so it is asked
   * only about messages that cannot be delivered now.
   */
  boolean isEnded() {
    boolean cancelled =
        asked(clock.instant()).filter(control -> control.cancelled().isPresent()).isPresent();
    return cancelled || runs.state(run.id()).filter(RunState::isFinal).isPresent();
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
    if (gate.health().fault().isEmpty() && mayAttempt(open, latestStart)) {
      leave = gate.breaker().begin();
    }
    if (leave == Breaker.Leave.NONE) {
      gate.end(1);
      return Optional.empty();
    }
    Attempt attempt = BROKE;
    Instant start = clock.instant();
    long begun = timing.nanos().getAsLong();
    try {
      attempt = answerTo(outgoing(recipient, open));
    } finally {
      gate.breaker().answered(leave, attempt);
      gate.health().answered(start, open, attempt, this::isAccepted);
      gate.end(begun, attempt);
    }
    if (attempt instanceof Attempt.Accepted) {
      noteAcceptance();
    }
    return Optional.of(attempt);
  }

  private Outgoing outgoing(Recipient recipient, Open open) {
    Rendered message = rendering.render(recipient.values());
    return new Outgoing(
        run.id().toString(),
        run.keys().of(run.id(), recipient.id()),
        recipient.id(),
        recipient.address(),
        message.subject(),
        message.body(),
        open.attempts() + open.deferrals());
  }

  /** A channel that throws broke its promise: nobody knows how far it came. */
  private Attempt answerTo(Outgoing message) {
    try {
      return channel.orElseThrow().attempt(message);
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
