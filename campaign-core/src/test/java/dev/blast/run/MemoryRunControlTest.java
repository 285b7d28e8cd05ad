package dev.blast.run;

class MemoryRunControlTest extends RunControlContract {

  private final MemoryRunControl control = new MemoryRunControl();

  @Override
  protected RunControl control() {
    return control;
  }

  @Override
  protected void open(RunId id) {
    control.opened(id);
  }

  @Override
  protected RunControl elsewhere() {
    return control;
  }
}
