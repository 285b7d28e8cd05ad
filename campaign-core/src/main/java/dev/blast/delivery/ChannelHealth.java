package dev.blast.delivery;

import dev.blast.delivery.Attempt.Fault;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing.Open;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Tells a channel that cannot send from a recipient that the provider does not know. Both get the
 * same answers, such as 404. The rule:
 *
 * <ul>
 *   <li>{@value #FEW} misconfigured answers in a row, with no acceptance in between, mean that the
 *       channel is at fault. Until {@link #reset} nothing may be attempted there.
 *   <li>So do {@value #FEW} attempts that found no connection, or lost it without an answer, over
 *       {@link #PATIENCE} or longer, at a provider that never answered. One that answered before is
 *       out of order, which is the {@link Breaker}'s.
 *   <li>An answer concerns the recipient when the provider accepted a message that was begun after
 *       it: one that was in flight proves nothing, should a token be revoked meanwhile. The same
 *       answer to the same recipient concerns that recipient again, and does not count in the row.
 *   <li>So does an answer that providers are known to give for one recipient, when this provider
 *       accepted a message before, and the row is short.
 *   <li>All other answers are undecided: the recipient stays as it was, and is tried again after
 *       {@link #RECHECK}.
 * </ul>
 *
 * Shared by all runs of a channel in this process. Thread-safe; nobody waits here.
 */
final class ChannelHealth {

  static final int FEW = 5;
  static final Duration PATIENCE = Duration.ofSeconds(2);
  static final Duration RECHECK = Duration.ofSeconds(1);

  private final InstantSource clock;
  private volatile Optional<Reason> fault = Optional.empty();

  /** When the latest of the accepted attempts began. */
  private volatile Instant lastAccepted = Instant.MIN;

  private volatile boolean reached;
  private volatile Instant resetAt = Instant.MIN;
  private volatile int row;
  private int unreached;
  private Instant firstUnreached = Instant.MAX;

  ChannelHealth(InstantSource clock) {
    this.clock = clock;
  }

  /** Why nothing may be attempted; empty while attempts may begin. */
  Optional<Reason> fault() {
    return fault;
  }

  /**
   * Somebody resumed, or another run begins: what was known of the channel may be true no more. The
   * answers to attempts that began before say nothing.
   */
  synchronized void reset() {
    resetAt = clock.instant();
    fault = Optional.empty();
    lastAccepted = Instant.MIN;
    reached = false;
    row = 0;
    unreached = 0;
    firstUnreached = Instant.MAX;
  }

  /**
   * An attempt has ended.
   *
   * @param begun when it began
   * @param before where its recipient stood
   * @param everAccepted whether the provider accepted a message of the run, in any process, since
   *     the channel paused it last
   */
  void answered(Instant begun, Open before, Attempt attempt, BooleanSupplier everAccepted) {
    if (begun.isBefore(resetAt)) {
      return;
    }
    switch (attempt) {
      case Attempt.Accepted _ -> accepted(begun);
      case Attempt.Misconfigured(Reason reason, boolean _) ->
          misconfigured(before, reason, everAccepted.getAsBoolean());
      case Attempt.Deferred(Reason reason, Duration _, Fault fault) when isUnreached(fault) ->
          unreached(reason, everAccepted.getAsBoolean());
      case Attempt.Unconfirmed(Reason reason, Fault fault) when fault == Fault.CONNECTION_LOST ->
          unreached(reason, everAccepted.getAsBoolean());
      // No answer in time: it may be slow, and says nothing of whether it is the right provider.
      case Attempt.Unconfirmed(Reason _, Fault fault) when fault == Fault.TIMED_OUT -> {}
      case Attempt.Refused _, Attempt.Deferred _, Attempt.Unconfirmed _ -> reached = true;
    }
  }

  /** A deferred attempt without an answer: nobody took the connection, or not in time. */
  private static boolean isUnreached(Fault fault) {
    return fault == Fault.UNREACHABLE || fault == Fault.TIMED_OUT;
  }

  /** Mostly without the lock: acceptances are many. Of two at a time the earlier one may stay. */
  private void accepted(Instant begun) {
    reached = true;
    if (begun.isAfter(lastAccepted)) {
      lastAccepted = begun;
    }
    if (row > 0) {
      endRow();
    }
  }

  private synchronized void endRow() {
    row = 0;
  }

  private synchronized void misconfigured(Open before, Reason reason, boolean everAccepted) {
    if (isKnown(before, reason) && accepts(everAccepted)) {
      return;
    }
    row++;
    if (row >= FEW && fault.isEmpty()) {
      fault = Optional.of(reason);
    }
  }

  private synchronized void unreached(Reason reason, boolean everAccepted) {
    if (reached || everAccepted) {
      return;
    }
    Instant now = clock.instant();
    unreached++;
    firstUnreached = firstUnreached.isBefore(now) ? firstUnreached : now;
    boolean patient = now.isBefore(firstUnreached.plus(PATIENCE));
    if (unreached >= FEW && !patient && fault.isEmpty()) {
      fault = Optional.of(reason);
    }
  }

  /** The provider gave the same answer for this recipient before, while it accepted others. */
  private static boolean isKnown(Open before, Reason reason) {
    return before.denials() > 0 && isRepeated(before, reason);
  }

  private static boolean isRepeated(Open before, Reason reason) {
    return before.last().code().equals(reason.code());
  }

  /**
   * Whether a misconfigured answer concerns the recipient, not the channel.
   *
   * @param at when it came
   */
  synchronized boolean concernsRecipient(
      Open before, Attempt.Misconfigured answer, Instant at, boolean everAccepted) {
    Reason reason = answer.reason();
    if (fault.isPresent()) {
      return false;
    }
    // An undecided recipient is tried again this long after the answer, cut to a millisecond; one
    // that was redriven, at once.
    boolean again = isRepeated(before, reason) && before.notBefore().isAfter(Instant.EPOCH);
    Instant first = again ? before.notBefore().minus(RECHECK).plusMillis(1) : at;
    return lastAccepted.isAfter(first)
        || (accepts(everAccepted) && (answer.perhapsRecipient() || isKnown(before, reason)));
  }

  private boolean accepts(boolean everAccepted) {
    return everAccepted || !lastAccepted.equals(Instant.MIN);
  }
}
