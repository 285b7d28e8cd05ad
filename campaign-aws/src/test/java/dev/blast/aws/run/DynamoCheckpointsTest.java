package dev.blast.aws.run;

import dev.blast.dispatch.Checkpoints;
import dev.blast.dispatch.CheckpointsContract;
import dev.blast.run.RunId;
import org.junit.jupiter.api.AfterEach;

class DynamoCheckpointsTest extends CheckpointsContract {

  private final Stand stand = new Stand();
  private Checkpoints checkpoints = new DynamoCheckpoints(stand.client(), stand.table());

  @AfterEach
  void close() {
    stand.close();
  }

  @Override
  protected Checkpoints checkpoints(RunId run) {
    return checkpoints;
  }

  @Override
  protected void reopen() {
    checkpoints = new DynamoCheckpoints(stand.client(), stand.table());
  }
}
