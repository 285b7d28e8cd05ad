package dev.blast.dispatch;

import dev.blast.run.RunId;
import java.util.Optional;

/**
 * Which passes over each run were begun. Implementations are thread-safe, and durable when a call
 * returns; a store that cannot be reached is an unchecked exception that names it.
 */
public interface Passes {

  /**
   * The latest pass over a run.
   *
   * @param ordered whether all its orders are known to have been sent
   */
  record Latest(Pass pass, boolean ordered) {}

  /** The latest pass; empty before the first, and when there is no such run. */
  Optional<Latest> of(RunId run);

  /**
   * Begins a pass, with its orders to be sent.
   *
   * @return false, and nothing is changed, when the latest is not the one before it
   * @throws IllegalArgumentException when there is no such run
   */
  boolean begin(Pass pass);

  /** Records that all orders of a pass were sent; nothing when it is not the latest any more. */
  void ordered(Pass pass);
}
