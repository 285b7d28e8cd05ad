package dev.blast.dispatch;

import dev.blast.run.RunId;

/**
 * One going over a run's shards. What the queue lost, and who is redriven, is dispatched by another
 * pass, which begins at the first envelope of every shard again.
 *
 * @param number from 0
 */
public record Pass(RunId run, int number) {

  public Pass {
    if (number < 0) {
      throw new IllegalArgumentException("pass " + number + " of " + run);
    }
  }

  /** The first pass of a run. */
  public static Pass first(RunId run) {
    return new Pass(run, 0);
  }

  /** The one after this. */
  public Pass next() {
    return new Pass(run, number + 1);
  }
}
