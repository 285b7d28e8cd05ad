package dev.blast.aws.dynamo;

import dev.blast.delivery.DeliveryLedger;
import dev.blast.delivery.DeliveryLedgerContract;
import dev.blast.dispatch.Unsendables;
import dev.blast.report.Facts;
import dev.blast.run.RunId;
import org.junit.jupiter.api.AfterEach;

class DynamoLedgerTest extends DeliveryLedgerContract {

  final Ledgers ledgers = new Ledgers();

  @AfterEach
  void close() {
    ledgers.close();
  }

  @Override
  protected DeliveryLedger ledger(RunId run) {
    return ledgers.current();
  }

  @Override
  protected Facts facts(RunId run) {
    return ledgers.facts();
  }

  @Override
  protected Unsendables unsendables(RunId run) {
    return ledgers.current();
  }

  @Override
  protected void reopen() {
    ledgers.reopen();
  }
}
