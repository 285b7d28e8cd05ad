package dev.blast.dispatch;

import dev.blast.run.RunId;
import java.util.HashMap;
import java.util.Map;

/** Passes in memory, for tests. */
public final class MemoryPasses implements Passes {

  private final Map<RunId, Pass> passes = new HashMap<>();

  /** Makes a run known. */
  public synchronized void opened(RunId run) {
    passes.putIfAbsent(run, Pass.NONE);
  }

  @Override
  public synchronized Pass of(RunId run) {
    return passes.getOrDefault(run, Pass.NONE);
  }

  @Override
  public synchronized boolean begin(RunId run, int number) {
    Pass latest = passes.get(run);
    if (latest == null) {
      throw new IllegalArgumentException("no run " + run);
    }
    if (latest.number() != number - 1) {
      return false;
    }
    passes.put(run, new Pass(number, false));
    return true;
  }

  @Override
  public synchronized void ordered(RunId run, int number) {
    passes.computeIfPresent(
        run, (id, latest) -> latest.number() == number ? new Pass(number, true) : latest);
  }
}
