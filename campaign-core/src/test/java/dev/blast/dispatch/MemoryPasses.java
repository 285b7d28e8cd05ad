package dev.blast.dispatch;

import dev.blast.run.RunId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Passes in memory, for tests. */
public final class MemoryPasses implements Passes {

  private final Map<RunId, Optional<Latest>> passes = new HashMap<>();

  /** Makes a run known. */
  public synchronized void opened(RunId run) {
    passes.putIfAbsent(run, Optional.empty());
  }

  @Override
  public synchronized Optional<Latest> of(RunId run) {
    return passes.getOrDefault(run, Optional.empty());
  }

  @Override
  public synchronized boolean begin(Pass pass) {
    if (!passes.containsKey(pass.run())) {
      throw new IllegalArgumentException("no run " + pass.run());
    }
    Pass next = of(pass.run()).map(latest -> latest.pass().next()).orElse(Pass.first(pass.run()));
    if (!next.equals(pass)) {
      return false;
    }
    passes.put(pass.run(), Optional.of(new Latest(pass, false)));
    return true;
  }

  @Override
  public synchronized void ordered(Pass pass) {
    if (of(pass.run()).filter(latest -> latest.pass().equals(pass)).isPresent()) {
      passes.put(pass.run(), Optional.of(new Latest(pass, true)));
    }
  }
}
