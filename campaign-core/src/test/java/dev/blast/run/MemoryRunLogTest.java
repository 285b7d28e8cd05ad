package dev.blast.run;

class MemoryRunLogTest extends RunLogContract {

  private final MemoryRunLog log = new MemoryRunLog();

  @Override
  protected RunLog log() {
    return log;
  }

  @Override
  protected void open(RunId id) {
    log.opened(id);
  }

  @Override
  protected RunLog elsewhere() {
    return log;
  }
}
