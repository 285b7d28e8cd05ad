package dev.blast.dispatch;

import dev.blast.run.RunId;

/** How far the dispatch of each shard has come. Implementations are thread-safe and durable. */
public interface Checkpoints {

  /** The first envelope of the shard that may not be on the queue yet; 0 when nothing is known. */
  int next(RunId run, int shard);

  /**
   * Records that all envelopes below {@code next} were acknowledged by the queue. Never goes back:
   * a lower {@code next} than is known changes nothing.
   */
  void reached(RunId run, int shard, int next);
}
