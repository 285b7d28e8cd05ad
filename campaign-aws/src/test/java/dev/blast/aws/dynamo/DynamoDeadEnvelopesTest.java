package dev.blast.aws.dynamo;

import dev.blast.delivery.DeadEnvelopes;
import dev.blast.delivery.DeadEnvelopesContract;
import dev.blast.delivery.DeliveryLedger;
import dev.blast.report.Facts;
import org.junit.jupiter.api.AfterEach;

class DynamoDeadEnvelopesTest extends DeadEnvelopesContract {

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
  protected DeadEnvelopes dead() {
    return ledgers.current();
  }

  @Override
  protected Facts facts() {
    return ledgers.facts();
  }

  @Override
  protected void reopen() {
    ledgers.reopen();
  }
}
