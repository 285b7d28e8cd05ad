package dev.blast.local;

import dev.blast.delivery.DeliveryLedger;
import dev.blast.dispatch.Unsendables;
import dev.blast.redrive.Reopening;
import dev.blast.report.Facts;
import dev.blast.watch.Endings;
import dev.blast.watch.EndingsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteEndingsTest extends EndingsContract {

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
  protected Facts facts() {
    return ledgers.of(RUN);
  }

  @Override
  protected Unsendables unsendables() {
    return ledgers.of(RUN);
  }

  @Override
  protected Endings endings() {
    return ledgers.of(RUN).endings();
  }

  @Override
  protected Reopening reopening() {
    return ledgers.of(RUN).endings();
  }

  @Override
  protected void reopenStore() {
    ledgers.close();
  }
}
