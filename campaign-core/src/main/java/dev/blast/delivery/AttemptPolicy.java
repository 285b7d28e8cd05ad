package dev.blast.delivery;

import dev.blast.campaign.Attempts;
import dev.blast.campaign.OnUncertain;
import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.outcome.Standing.Open;
import dev.blast.outcome.Standing.Settled;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What an attempt makes of a recipient's standing. Pure, thread-safe.
 *
 * <p>Delays double and are jittered: by one draw for all recipients of an envelope, so that those
 * deferred together come due together. An envelope that came back for each of them apart would use
 * up its message's receives.
 */
final class AttemptPolicy {

  static final Reason SENDER_VANISHED =
      new Reason("sender-vanished", "a sender stopped between the attempt and its record");

  private final int max;
  private final OnUncertain onUncertain;
  private final IntervalFunction delays;

  AttemptPolicy(Attempts attempts, OnUncertain onUncertain) {
    this.max = attempts.max();
    this.onUncertain = onUncertain;
    this.delays =
        IntervalFunction.ofExponentialBackoff(attempts.firstDelay(), 2.0, attempts.maxDelay());
  }

  /**
   * The standing after an attempt that ended at {@code now}.
   *
   * @param jitter what delays are multiplied by, 0.5..1
   */
  Standing after(Open before, Attempt attempt, Instant now, double jitter) {
    Instant at = now.truncatedTo(ChronoUnit.MILLIS);
    int attempts = before.attempts() + 1;
    return switch (attempt) {
      case Attempt.Accepted(String providerId) ->
          new Settled(Outcome.SENT, Reason.NONE, attempts, providerId, at);
      case Attempt.Refused(Reason reason) ->
          new Settled(Outcome.REJECTED, reason, attempts, "", at);
      case Attempt.Deferred(Reason reason, Duration retryAfter) -> {
        int deferrals = before.deferrals() + 1;
        Duration delay = longer(retryAfter, delay(deferrals, jitter));
        yield new Open(before.attempts(), before.earlier(), deferrals, reason, at.plus(delay));
      }
      case Attempt.Unconfirmed(Reason reason) -> uncertain(before, reason, at, jitter);
    };
  }

  /** The standing of a recipient whose sender vanished while it held the envelope. */
  Standing afterVanishedSender(Open before, Instant now, double jitter) {
    return uncertain(before, SENDER_VANISHED, now.truncatedTo(ChronoUnit.MILLIS), jitter);
  }

  /** The standing when the deadline has passed. */
  Standing expired(Open before, Instant now) {
    return Ending.expired(now).of(before, false);
  }

  private Standing uncertain(Open before, Reason reason, Instant at, double jitter) {
    int attempts = before.attempts() + 1;
    boolean giveUp = onUncertain == OnUncertain.RECORD || attempts - before.earlier() >= max;
    // Not dead: nobody knows that it was not sent.
    return giveUp
        ? new Settled(Outcome.UNCONFIRMED, reason, attempts, "", at)
        : new Open(
            attempts,
            before.earlier(),
            before.deferrals(),
            reason,
            at.plus(delay(attempts - before.earlier(), jitter)));
  }

  private Duration delay(int repetition, double jitter) {
    return Duration.ofMillis((long) (delays.apply(repetition) * jitter));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
