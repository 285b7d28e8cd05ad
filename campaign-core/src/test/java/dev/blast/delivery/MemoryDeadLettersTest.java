package dev.blast.delivery;

class MemoryDeadLettersTest extends DeadLettersContract {

  private final MemoryDeadLetters letters = new MemoryDeadLetters();

  @Override
  protected DeadLetters letters() {
    return letters;
  }

  @Override
  protected void reopen() {
    // memory outlives nothing: what the contract asks of a reopened store is moot here
  }
}
