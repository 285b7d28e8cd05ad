package dev.blast.dispatch;

/**
 * How far each pass over a run has come in each shard. Implementations are thread-safe, and as
 * durable as the queue they speak of.
 */
public interface Checkpoints {

  /** The first envelope of the shard that may not be on the queue yet; 0 when nothing is known. */
  int next(Pass pass, int shard);

  /**
   * Records that this pass is done with all envelopes below {@code next}: the queue acknowledged
   * them, or they were passed over. Never goes back: a lower {@code next} than is known changes
   * nothing.
   */
  void reached(Pass pass, int shard, int next);
}
