package dev.blast.run;

import dev.blast.campaign.Throttle;
import java.time.Instant;
import java.util.Optional;

/**
 * What is asked of a run after it was opened. Immutable.
 *
 * @param throttle in place of the campaign's; empty when nobody asked for another
 * @param pause that the run shall stand still; empty while it may go on
 * @param cancelled since when the run shall end; empty while it may go on
 * @param canarySettled since when everybody in the campaign's canary has an outcome; empty before
 * @param canaryPassed that everybody may be sent to, not only the campaign's canary
 * @param deadline in place of the run's, after a redrive; empty when nobody asked for another
 * @param accepted since when the provider is known to accept messages of the run; empty before, and
 *     again after a pause by the channel
 */
public record Control(
    Optional<Throttle> throttle,
    Optional<Pause> pause,
    Optional<Instant> cancelled,
    Optional<Instant> canarySettled,
    boolean canaryPassed,
    Optional<Instant> deadline,
    Optional<Instant> accepted) {

  /** Nothing: the campaign holds. */
  public static final Control NONE =
      new Control(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty());

  public Control withThrottle(Throttle asked) {
    return new Control(
        Optional.of(asked), pause, cancelled, canarySettled, canaryPassed, deadline, accepted);
  }

  /**
   * Paused; the pause that is there already stays. After a pause by the channel the provider has to
   * accept a message anew.
   */
  public Control paused(Pause asked) {
    boolean channel = pause.isEmpty() && asked.by() == Pause.By.CHANNEL;
    return new Control(
        throttle,
        pause.or(() -> Optional.of(asked)),
        cancelled,
        canarySettled,
        canaryPassed,
        deadline,
        channel ? Optional.empty() : accepted);
  }

  /**
   * No longer paused. Going on after the canary's pause is the operator's leave for everybody else.
   */
  public Control resumed() {
    boolean afterCanary = pause.filter(why -> why.by() == Pause.By.CANARY).isPresent();
    return new Control(
        throttle,
        Optional.empty(),
        cancelled,
        canarySettled,
        canaryPassed || afterCanary,
        deadline,
        accepted);
  }

  /** Cancelled; the first cancellation stays. */
  public Control cancelled(Instant at) {
    return new Control(
        throttle,
        pause,
        cancelled.or(() -> Optional.of(at)),
        canarySettled,
        canaryPassed,
        deadline,
        accepted);
  }

  /** The instant stays that is there already. */
  public Control withCanarySettled(Instant at) {
    return new Control(
        throttle,
        pause,
        cancelled,
        canarySettled.or(() -> Optional.of(at)),
        canaryPassed,
        deadline,
        accepted);
  }

  public Control withCanaryPassed() {
    return new Control(throttle, pause, cancelled, canarySettled, true, deadline, accepted);
  }

  public Control withDeadline(Instant asked) {
    return new Control(
        throttle, pause, cancelled, canarySettled, canaryPassed, Optional.of(asked), accepted);
  }

  /** The provider accepted a message of the run; the first instant stays. */
  public Control withAccepted(Instant at) {
    return new Control(
        throttle,
        pause,
        cancelled,
        canarySettled,
        canaryPassed,
        deadline,
        accepted.or(() -> Optional.of(at)));
  }

  /** Whether nobody may be released or attempted now. */
  public boolean halts() {
    return pause.isPresent() || cancelled.isPresent();
  }
}
