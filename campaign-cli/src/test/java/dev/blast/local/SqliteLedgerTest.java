package dev.blast.local;

import dev.blast.delivery.DeliveryLedger;
import dev.blast.delivery.DeliveryLedgerContract;
import dev.blast.dispatch.Unsendables;
import dev.blast.report.Facts;
import dev.blast.run.RunId;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest extends DeliveryLedgerContract {

  @TempDir Path folder;
  private final LedgersOnDisk ledgers = new LedgersOnDisk(() -> folder);

  @AfterEach
  void close() {
    ledgers.close();
  }

  @Override
  protected DeliveryLedger ledger(RunId run) {
    return ledgers.of(run);
  }

  @Override
  protected Facts facts(RunId run) {
    return ledgers.of(run);
  }

  @Override
  protected Unsendables unsendables(RunId run) {
    return ledgers.of(run);
  }

  @Override
  protected void reopen() {
    ledgers.close();
  }
}
