package dev.blast.delivery;

import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import java.time.Instant;
import java.util.List;

/**
 * Where envelopes are claimed and outcomes are recorded: the truth about a run.
 *
 * <p>Implementations are thread-safe and block until what they answer is durable. A ledger that
 * cannot be reached is an unchecked exception that names it; the caller must then assume that the
 * write may or may not have happened. Instants are kept to the millisecond.
 */
public interface DeliveryLedger {

  /**
   * Claims an envelope until {@code leaseUntil}; only one claim is granted at a time.
   *
   * <p>A lease that ran out, or was voided, without {@link #settle} makes the next claim
   * <em>uncertain</em>: its holder may have attempted any of the open recipients.
   *
   * @param recipients how many the envelope holds; the same in every call for this id
   * @param now leases that end at or before this instant have run out
   * @throws IllegalArgumentException when the envelope holds nobody, or the ledger knows it with
   *     another number of recipients; nothing is changed then
   */
  Claim claim(EnvelopeId id, int recipients, Instant now, Instant leaseUntil);

  /**
   * Records where the recipients of a claimed envelope stand, adds the new outcomes to the run's
   * counts, and ends the lease: one atomic write. A ledger that keeps the counts apart says when
   * they follow.
   *
   * @param standings one for each recipient of the envelope, in its order; what was settled before
   *     the claim must be as the claim gave it
   * @return false, and nothing is written, when the lease is not the envelope's current one any
   *     more: it was settled already, voided, or followed by another. A lease that ran out and was
   *     not followed by another is still current
   * @throws IllegalArgumentException when the lease is current but the standings are not one for
   *     each recipient, or change a settled one; nothing is changed then
   */
  boolean settle(Lease lease, List<Standing> standings);

  /**
   * The right to attempt an envelope's open recipients.
   *
   * @param token a fencing token: no two leases of an envelope share one
   */
  record Lease(EnvelopeId id, long token, Instant until) {}

  /** The answer to a claim. */
  sealed interface Claim {

    /**
     * The envelope is yours.
     *
     * @param standings one for each recipient, in the envelope's order
     * @param uncertain an earlier holder vanished: open recipients may have been attempted
     */
    record Granted(Lease lease, List<Standing> standings, boolean uncertain) implements Claim {}

    /** Every recipient has its outcome; nothing is left to do. */
    record AllSettled() implements Claim {}

    /** Somebody else holds it. */
    record Held(Instant until) implements Claim {}
  }
}
