package dev.blast.dispatch;

import dev.blast.run.RunId;

class MemoryCheckpointsTest extends CheckpointsContract {

  private final MemoryCheckpoints checkpoints = new MemoryCheckpoints();

  @Override
  protected Checkpoints checkpoints(RunId run) {
    return checkpoints;
  }

  @Override
  protected void reopen() {
    // memory outlives nothing: what the contract asks of a reopened store is moot here
  }
}
