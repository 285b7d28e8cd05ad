package dev.blast.redrive;

import dev.blast.run.MemoryRuns;
import dev.blast.run.Runs;

class MemoryRedrivesTest extends RedrivesContract {

  private final MemoryRuns runs = new MemoryRuns();

  @Override
  protected Redrives redrives() {
    return runs;
  }

  @Override
  protected Runs runs() {
    return runs;
  }
}
