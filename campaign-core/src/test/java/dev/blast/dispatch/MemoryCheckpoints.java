package dev.blast.dispatch;

import dev.blast.run.RunId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Checkpoints in memory, for tests. */
public final class MemoryCheckpoints implements Checkpoints {

  private final Map<Shard, Integer> reached = new ConcurrentHashMap<>();

  private record Shard(RunId run, int pass, int number) {}

  @Override
  public int next(RunId run, int pass, int shard) {
    return reached.getOrDefault(new Shard(run, pass, shard), 0);
  }

  @Override
  public void reached(RunId run, int pass, int shard, int next) {
    reached.merge(new Shard(run, pass, shard), next, Math::max);
  }
}
