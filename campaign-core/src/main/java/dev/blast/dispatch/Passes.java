package dev.blast.dispatch;

import dev.blast.run.RunId;

/**
 * How often each run was dispatched. A pass goes over all shards once, leaving out what is settled;
 * another one is begun when the queue lost something. Implementations are thread-safe, and durable
 * when a call returns; a store that cannot be reached is an unchecked exception that names it.
 */
public interface Passes {

  /**
   * A dispatch of a run.
   *
   * @param number from 1; 0 before the first
   * @param ordered whether all its orders are known to have been sent
   */
  record Pass(int number, boolean ordered) {
    /** Before the first. */
    public static final Pass NONE = new Pass(0, true);
  }

  /** The latest pass; {@link Pass#NONE} before the first, and when there is no such run. */
  Pass of(RunId run);

  /**
   * Begins a pass, with its orders to be sent.
   *
   * @return false, and nothing is changed, when the latest is not the one before {@code number}
   * @throws IllegalArgumentException when there is no such run
   */
  boolean begin(RunId run, int number);

  /** Records that all orders of a pass were sent; nothing when it is not the latest any more. */
  void ordered(RunId run, int number);
}
