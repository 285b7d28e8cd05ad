package dev.blast.aws.dynamo;

import dev.blast.delivery.DeliveryLedger;
import dev.blast.dispatch.Unsendables;
import dev.blast.redrive.Reopening;
import dev.blast.report.Facts;
import dev.blast.watch.Endings;
import dev.blast.watch.EndingsContract;
import org.junit.jupiter.api.AfterEach;

class DynamoEndingsTest extends EndingsContract {

  final Ledgers ledgers = new Ledgers();

  @AfterEach
  void close() {
    ledgers.close();
  }

  @Override
  protected DeliveryLedger ledger() {
    return ledgers.current();
  }

  @Override
  protected Facts facts() {
    return ledgers.facts();
  }

  @Override
  protected Unsendables unsendables() {
    return ledgers.current();
  }

  @Override
  protected Endings endings() {
    return ledgers.current();
  }

  @Override
  protected Reopening reopening() {
    return ledgers.current();
  }

  @Override
  protected void reopenStore() {
    ledgers.reopen();
  }
}
