package dev.blast.dispatch;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import java.time.Instant;

/** Where envelopes are recorded that the queue will never take. Thread-safe and durable. */
public interface Unsendables {

  /**
   * Gives every recipient of the envelope that is still open its {@link #outcome}, and adds it to
   * the run's counts: one atomic write. Changes nothing when nobody is open, so a second call is
   * harmless, nor when a lease of the envelope has not run out: then the message is on the queue,
   * and whoever holds it goes on.
   *
   * @param at when; a lease that ends at or before this instant has run out
   * @throws IllegalArgumentException when the envelope holds nobody, or is known with another
   *     number of recipients
   */
  void record(EnvelopeId id, int recipients, Reason reason, Instant at);

  /**
   * Where a recipient stands whose envelope the queue will never take: an <em>invalid</em> row, but
   * <em>unconfirmed</em> who may have been reached through an earlier message.
   *
   * @param uncertain a lease of the envelope ran out, or was voided, without an end
   */
  static Standing.Settled outcome(
      Standing.Open open, boolean uncertain, Reason reason, Instant at) {
    // Of the attempts that leave a recipient open, only those that nobody knows the end of count.
    Outcome outcome = uncertain || open.attempts() > 0 ? Outcome.UNCONFIRMED : Outcome.INVALID;
    return new Standing.Settled(outcome, reason, open.attempts(), "", at);
  }
}
