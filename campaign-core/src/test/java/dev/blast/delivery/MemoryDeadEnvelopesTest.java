package dev.blast.delivery;

import dev.blast.report.Facts;

class MemoryDeadEnvelopesTest extends DeadEnvelopesContract {

  private final MemoryLedger ledger = new MemoryLedger();

  @Override
  protected DeliveryLedger ledger() {
    return ledger;
  }

  @Override
  protected DeadEnvelopes dead() {
    return ledger;
  }

  @Override
  protected Facts facts() {
    return ledger;
  }

  @Override
  protected void reopen() {
    // memory outlives nothing: what the contract asks of a reopened store is moot here
  }
}
