package dev.blast.chaos;

import dev.blast.delivery.DeliveryLedger;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A ledger whose senders die: after a claim, and before they record. Thread-safe. */
final class FaultyLedger implements DeliveryLedger {

  private final DeliveryLedger ledger;
  private final Injected injected;
  private final Consumer<EnvelopeId> inDoubt;
  private final Map<EnvelopeId, Integer> claims = new ConcurrentHashMap<>();

  /**
   * @param inDoubt told of each envelope whose holder was made to vanish, or could not record what
   *     it did: its recipients may be attempted twice, and nobody else's
   */
  FaultyLedger(DeliveryLedger ledger, Injected injected, Consumer<EnvelopeId> inDoubt) {
    this.ledger = ledger;
    this.injected = injected;
    this.inDoubt = inDoubt;
  }

  @Override
  public Claim claim(EnvelopeId id, int recipients, Instant now, Instant leaseUntil) {
    Claim claim = ledger.claim(id, recipients, now, leaseUntil);
    if (claim instanceof Claim.Granted granted) {
      // Only a clock that jumps lets a lease run out whose holder is well.
      if (granted.uncertain() && injected.has(Fault.STEPPED_CLOCK)) {
        inDoubt.accept(id);
      }
      int nth = claims.merge(id, 1, Integer::sum);
      if (injected.strikes(Fault.KILLED_SENDERS, id + " claimed", nth, 0.01)) {
        inDoubt.accept(id);
        throw new SenderKilled();
      }
    }
    return claim;
  }

  @Override
  public boolean settle(Lease lease, List<Standing> standings) {
    String id = lease.id() + " attempted";
    if (injected.strikes(Fault.KILLED_SENDERS, id, claims.getOrDefault(lease.id(), 0), 0.01)) {
      inDoubt.accept(lease.id());
      throw new SenderKilled();
    }
    try {
      return ledger.settle(lease, standings);
    } catch (RuntimeException notRecorded) {
      inDoubt.accept(lease.id());
      throw notRecorded;
    }
  }

  /** A sender's end: what it did is done, and nobody hears of it. */
  static final class SenderKilled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SenderKilled() {
      super("killed by chaos");
    }
  }
}
