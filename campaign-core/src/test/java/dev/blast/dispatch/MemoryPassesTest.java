package dev.blast.dispatch;

class MemoryPassesTest extends PassesContract {

  private final MemoryPasses passes = new MemoryPasses();

  MemoryPassesTest() {
    passes.opened(RUN);
  }

  @Override
  protected Passes passes() {
    return passes;
  }
}
