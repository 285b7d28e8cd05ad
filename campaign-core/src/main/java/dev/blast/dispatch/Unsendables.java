package dev.blast.dispatch;

import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import java.time.Instant;

/**
 * Where envelopes are recorded that the queue will never take. Thread-safe and durable; a ledger
 * that needs more than one write says what a broken call leaves.
 */
public interface Unsendables {

  /**
   * Gives every recipient of the envelope that is still open its outcome, and adds it to the run's
   * counts: an <em>invalid</em> row, but <em>unconfirmed</em> who may have been reached through an
   * earlier message ({@link Standing.Open#givenUp}). One atomic write. Changes nothing when nobody
   * is open, so a second call is harmless, nor when a lease of the envelope has not run out: then
   * the message is on the queue, and whoever holds it goes on.
   *
   * @param at when; a lease that ends at or before this instant has run out
   * @throws IllegalArgumentException when the envelope holds nobody, or is known with another
   *     number of recipients
   */
  void record(EnvelopeId id, int recipients, Reason reason, Instant at);
}
