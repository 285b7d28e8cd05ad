package dev.blast.dispatch;

import dev.blast.run.RunId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Checkpoints in memory, for tests. */
public final class MemoryCheckpoints implements Checkpoints {

  private final Map<Shard, Integer> reached = new ConcurrentHashMap<>();

  private record Shard(RunId run, int number) {}

  @Override
  public int next(RunId run, int shard) {
    return reached.getOrDefault(new Shard(run, shard), 0);
  }

  @Override
  public void reached(RunId run, int shard, int next) {
    reached.merge(new Shard(run, shard), next, Math::max);
  }
}
