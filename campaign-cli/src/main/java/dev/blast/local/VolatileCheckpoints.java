package dev.blast.local;

import dev.blast.dispatch.Checkpoints;
import dev.blast.dispatch.Pass;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checkpoints as lasting as the queue they speak of: the embedded queue ends with its process, and
 * so does what is known of it. Thread-safe.
 */
final class VolatileCheckpoints implements Checkpoints {

  private record Shard(Pass pass, int number) {}

  private final Map<Shard, Integer> reached = new ConcurrentHashMap<>();

  @Override
  public int next(Pass pass, int shard) {
    return reached.getOrDefault(new Shard(pass, shard), 0);
  }

  @Override
  public void reached(Pass pass, int shard, int next) {
    reached.merge(new Shard(pass, shard), next, Math::max);
  }
}
