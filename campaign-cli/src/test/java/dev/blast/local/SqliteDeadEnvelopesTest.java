package dev.blast.local;

import dev.blast.delivery.DeadEnvelopes;
import dev.blast.delivery.DeadEnvelopesContract;
import dev.blast.delivery.DeliveryLedger;
import dev.blast.report.Facts;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteDeadEnvelopesTest extends DeadEnvelopesContract {

  @TempDir Path folder;
  private final LedgersOnDisk ledgers = new LedgersOnDisk(() -> folder);

  @AfterEach
  void close() {
    ledgers.close();
  }

  @Override
  protected DeliveryLedger ledger() {
    return ledgers.of(RUN);
  }

  @Override
  protected DeadEnvelopes dead() {
    return ledgers.of(RUN);
  }

  @Override
  protected Facts facts() {
    return ledgers.of(RUN);
  }

  @Override
  protected void reopen() {
    ledgers.close();
  }
}
