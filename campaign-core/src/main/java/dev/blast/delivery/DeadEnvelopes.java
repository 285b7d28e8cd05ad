package dev.blast.delivery;

import dev.blast.outcome.Reason;
import dev.blast.queue.EnvelopeId;
import java.time.Instant;

/** The ledger, seen by whoever deals with dead letters. Thread-safe and durable. */
public interface DeadEnvelopes {

  /**
   * Gives up an envelope that senders end with: whose lease ran out, or was voided, without an end.
   * Its recipients that are still open may have been reached, so they become <em>unconfirmed</em>,
   * in one atomic write; the run's counts follow as they do {@link DeliveryLedger#settle}.
   * Everything else is left as it is.
   *
   * @param reason of the outcomes; its code tells a second call that this one has been here
   * @param at when; a lease that ends at or before this instant has run out
   * @throws IllegalArgumentException when the envelope holds nobody, or is known with another
   *     number of recipients; nothing is changed then
   */
  Fate giveUp(EnvelopeId id, int recipients, Reason reason, Instant at);

  /** What became of an envelope whose message is dead. */
  enum Fate {
    /** Senders ended with it; everybody in it has an outcome, by this call or an earlier one. */
    GIVEN_UP,
    /** Everybody in it had an outcome already. */
    SETTLED,
    /** Somebody holds it, and goes on. */
    HELD,
    /** Recipients are open, and nothing says that a sender ended with them. */
    OPEN
  }
}
