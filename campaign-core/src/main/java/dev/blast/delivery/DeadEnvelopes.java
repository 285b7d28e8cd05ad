package dev.blast.delivery;

import dev.blast.outcome.Reason;
import dev.blast.queue.EnvelopeId;
import java.time.Instant;

/** The ledger, seen by whoever deals with dead letters. Thread-safe and durable. */
public interface DeadEnvelopes {

  /**
   * Gives up an envelope that senders end with: its recipients that are still open become
   * <em>dead</em>, and <em>unconfirmed</em> who may have been reached, in one atomic write with the
   * run's counts. That is so when a lease of it ran out, or was voided, without an end; or when
   * nobody ever claimed it although senders fell silent over it. Everything else is left as it is.
   *
   * @param silent senders received the message again and again, and gave no answer
   * @param reason of the outcomes; its code tells a second call that this one has been here
   * @param at when; a lease that ends at or before this instant has run out
   * @throws IllegalArgumentException when the envelope holds nobody, or is known with another
   *     number of recipients; nothing is changed then
   */
  Fate giveUp(EnvelopeId id, int recipients, boolean silent, Reason reason, Instant at);

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
