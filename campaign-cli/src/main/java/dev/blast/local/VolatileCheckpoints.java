package dev.blast.local;

import dev.blast.dispatch.Checkpoints;
import dev.blast.run.RunId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checkpoints as lasting as the queue they speak of: the embedded queue ends with its process, and
 * so does what is known of it. Thread-safe.
 */
final class VolatileCheckpoints implements Checkpoints {

  private record Shard(RunId run, int number) {}

  private final Map<Shard, Integer> reached = new ConcurrentHashMap<>();

  @Override
  public int next(RunId run, int shard) {
    return reached.getOrDefault(new Shard(run, shard), 0);
  }

  /** The queue may have lost what it took: everything that is open is dispatched again. */
  void forget() {
    reached.clear();
  }

  @Override
  public void reached(RunId run, int shard, int next) {
    reached.merge(new Shard(run, shard), next, Math::max);
  }
}
