package dev.blast.run;

class MemoryRunsTest extends RunsContract {

  private final MemoryRuns runs = new MemoryRuns();

  @Override
  protected Runs runs() {
    return runs;
  }

  @Override
  protected void reopen() {
    // memory outlives nothing: what the contract asks of a reopened store is moot here
  }
}
