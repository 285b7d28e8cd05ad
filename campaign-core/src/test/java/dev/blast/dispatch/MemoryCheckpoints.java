package dev.blast.dispatch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Checkpoints in memory, for tests. */
public final class MemoryCheckpoints implements Checkpoints {

  private final Map<Shard, Integer> reached = new ConcurrentHashMap<>();

  private record Shard(Pass pass, int number) {}

  @Override
  public int next(Pass pass, int shard) {
    return reached.getOrDefault(new Shard(pass, shard), 0);
  }

  @Override
  public void reached(Pass pass, int shard, int next) {
    reached.merge(new Shard(pass, shard), next, Math::max);
  }
}
