package dev.blast.run;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What is asked of runs, in memory, for tests: the real contract, without the durability. */
public final class MemoryRunControl implements RunControl {

  private final Map<RunId, Control> asked = new HashMap<>();
  private boolean broken;

  /** From now on there is such a run. */
  public synchronized void opened(RunId id) {
    asked.putIfAbsent(id, Control.NONE);
  }

  /** From now on the store cannot be reached. */
  public synchronized void breaks() {
    broken = true;
  }

  @Override
  public synchronized Control of(RunId id) {
    if (broken) {
      throw new IllegalStateException("the store is away");
    }
    return asked.getOrDefault(id, Control.NONE);
  }

  @Override
  public synchronized Control change(RunId id, UnaryOperator<Control> change) {
    if (!asked.containsKey(id)) {
      throw new IllegalArgumentException("no run " + id);
    }
    Control now = change.apply(of(id));
    asked.put(id, now);
    return now;
  }
}
