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

  /** A single answer may be one of those that a channel's fault begins with. */
  private static final int LEAST_DENIALS = 2;

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
   * Whether a second attempt within moments may help: the fault passes, the provider asked for no
   * wait, and there is an attempt left for it.
   */
  boolean curable(Open before, Attempt attempt) {
    return switch (attempt) {
      case Attempt.Accepted _, Attempt.Refused _, Attempt.Misconfigured _ -> false;
      case Attempt.Deferred deferred ->
          deferred.fault().passing() && deferred.retryAfter().isZero();
      case Attempt.Unconfirmed unconfirmed ->
          unconfirmed.fault().passing()
              && onUncertain == OnUncertain.RESEND
              && before.attemptsUsed() + 1 < max;
    };
  }

  /**
   * The standing of a {@link #curable} recipient that is attempted again in this invocation: due at
   * once. An attempt that nobody knows the end of counts, a deferral does not: one is enough for
   * all the quick attempts of an invocation.
   */
  Open soon(Open before, Attempt attempt, Instant now) {
    Instant at = now.truncatedTo(ChronoUnit.MILLIS);
    return switch (attempt) {
      case Attempt.Deferred(Reason reason, Duration _, Attempt.Fault _) ->
          before.still(before.attempts(), before.deferrals(), reason, at);
      case Attempt.Unconfirmed(Reason reason, Attempt.Fault _) ->
          before.still(before.attempts() + 1, before.deferrals(), reason, at);
      case Attempt.Accepted _, Attempt.Refused _, Attempt.Misconfigured _ ->
          throw new IllegalArgumentException("there is nothing to cure: " + attempt);
    };
  }

  /**
   * The standing after an attempt that ended at {@code now}.
   *
   * @param jitter what delays are multiplied by, 0.5..1
   */
  Standing after(Open before, Attempt attempt, Instant now, double jitter) {
    Instant at = now.truncatedTo(ChronoUnit.MILLIS);
    return switch (attempt) {
      case Attempt.Accepted(String providerId) ->
          new Settled(Outcome.SENT, Reason.NONE, before.attempts() + 1, providerId, at);
      case Attempt.Refused(Reason reason) ->
          before.attempts() == 0
              ? rejected(before, reason, at)
              : refusedAfterDoubt(before, reason, at, jitter);
      case Attempt.Deferred(Reason reason, Duration retryAfter, Attempt.Fault _) -> {
        int deferrals = before.deferrals() + 1;
        Duration delay = longer(retryAfter, delay(deferrals, jitter));
        yield before.still(before.attempts(), deferrals, reason, at.plus(delay));
      }
      case Attempt.Misconfigured(Reason reason, boolean _) ->
          before.still(
              before.attempts(), before.deferrals(), reason, at.plus(ChannelHealth.RECHECK));
      case Attempt.Unconfirmed(Reason reason, Attempt.Fault _) ->
          uncertain(before, reason, at, jitter);
    };
  }

  /**
   * The standing after a misconfigured answer that concerns the recipient, which the provider gave
   * while it accepted others. The recipient is tried again, with back-off. After {@code
   * attempts.max} such answers, and at least {@value #LEAST_DENIALS}, it is <em>rejected</em>.
   */
  Standing denied(Open before, Reason reason, Instant now, double jitter) {
    Instant at = now.truncatedTo(ChronoUnit.MILLIS);
    int denials = before.denials() + 1;
    if (denials < Math.max(max, LEAST_DENIALS)) {
      return before.denied(reason, at.plus(delay(denials, jitter)));
    }
    return before.attempts() == 0
        ? rejected(before, reason, at)
        : new Settled(Outcome.UNCONFIRMED, reason, before.attempts() + 1, "", at);
  }

  private static Settled rejected(Open before, Reason reason, Instant at) {
    return new Settled(Outcome.REJECTED, reason, before.attempts() + 1, "", at);
  }

  /**
   * A refusal says nothing about an earlier attempt that had no answer: the provider may have
   * carried that one out, and refuse the repeat for it (IETF draft idempotency-key, 409 and 422).
   */
  private Standing refusedAfterDoubt(Open before, Reason reason, Instant at, double jitter) {
    return uncertain(before, reason, at, jitter) instanceof Open open
        ? open
        : new Settled(Outcome.UNCONFIRMED, reason, before.attempts() + 1, "", at);
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
    if (onUncertain == OnUncertain.RECORD) {
      return new Settled(Outcome.UNCONFIRMED, reason, before.attempts() + 1, "", at);
    }
    int used = before.attemptsUsed() + 1;
    return used >= max
        ? new Settled(Outcome.DEAD, reason, before.attempts() + 1, "", at)
        : before.still(attempts, before.deferrals(), reason, at.plus(delay(used, jitter)));
  }

  private Duration delay(int repetition, double jitter) {
    return Duration.ofMillis((long) (delays.apply(repetition) * jitter));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
