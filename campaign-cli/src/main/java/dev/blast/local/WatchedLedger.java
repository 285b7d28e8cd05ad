package dev.blast.local;

import dev.blast.delivery.DeliveryLedger;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A ledger whose loss somebody hears of: a sender alone would return its messages to the queue, and
 * find the ledger lost again. And of each claim in doubt. Thread-safe.
 *
 * @param lost called by the thread that finds out
 * @param inDoubt told the envelope, by the thread that claims it
 */
record WatchedLedger(
    DeliveryLedger ledger, Consumer<LedgerUnavailable> lost, Consumer<String> inDoubt)
    implements DeliveryLedger {

  @Override
  public Claim claim(EnvelopeId id, int recipients, Instant now, Instant leaseUntil) {
    Claim claim = watched(() -> ledger.claim(id, recipients, now, leaseUntil));
    if (claim instanceof Claim.Granted granted && granted.uncertain()) {
      inDoubt.accept(id.toString());
    }
    return claim;
  }

  @Override
  public boolean settle(Lease lease, List<Standing> standings) {
    return watched(() -> ledger.settle(lease, standings));
  }

  private <T> T watched(Supplier<T> call) {
    try {
      return call.get();
    } catch (LedgerUnavailable failure) {
      lost.accept(failure);
      throw failure;
    }
  }
}
