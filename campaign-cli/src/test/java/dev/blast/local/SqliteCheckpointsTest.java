package dev.blast.local;

import dev.blast.dispatch.Checkpoints;
import dev.blast.dispatch.CheckpointsContract;
import dev.blast.run.RunId;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteCheckpointsTest extends CheckpointsContract {

  @TempDir Path folder;
  private final LedgersOnDisk ledgers = new LedgersOnDisk(() -> folder);

  @AfterEach
  void close() {
    ledgers.close();
  }

  @Override
  protected Checkpoints checkpoints(RunId run) {
    return ledgers.of(run);
  }

  @Override
  protected void reopen() {
    ledgers.close();
  }
}
