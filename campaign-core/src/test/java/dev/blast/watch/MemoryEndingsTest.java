package dev.blast.watch;

import dev.blast.delivery.DeliveryLedger;
import dev.blast.delivery.MemoryLedger;
import dev.blast.dispatch.Unsendables;
import dev.blast.redrive.Reopening;
import dev.blast.report.Facts;

class MemoryEndingsTest extends EndingsContract {

  private final MemoryLedger ledger = new MemoryLedger();

  @Override
  protected DeliveryLedger ledger() {
    return ledger;
  }

  @Override
  protected Facts facts() {
    return ledger;
  }

  @Override
  protected Unsendables unsendables() {
    return ledger::recordUnsendable;
  }

  @Override
  protected Endings endings() {
    return ledger;
  }

  @Override
  protected Reopening reopening() {
    return ledger;
  }

  @Override
  protected void reopenStore() {
    // memory outlives nothing: what the contract asks of a reopened store is moot here
  }
}
