package dev.blast.delivery;

import dev.blast.dispatch.Unsendables;
import dev.blast.report.Facts;
import dev.blast.run.RunId;

class MemoryLedgerTest extends DeliveryLedgerContract {

  private final MemoryLedger ledger = new MemoryLedger();

  @Override
  protected DeliveryLedger ledger(RunId run) {
    return ledger;
  }

  @Override
  protected Facts facts(RunId run) {
    return ledger;
  }

  @Override
  protected Unsendables unsendables(RunId run) {
    return ledger::recordUnsendable;
  }

  @Override
  protected void reopen() {
    // memory outlives nothing: what the contract asks of a reopened store is moot here
  }
}
