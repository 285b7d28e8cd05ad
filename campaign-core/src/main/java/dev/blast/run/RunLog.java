package dev.blast.run;

import java.util.List;

/**
 * What was done to runs, in the order it was written. Implementations are thread-safe, and durable
 * when a call returns; a store that cannot be reached is an unchecked exception that names it.
 */
public interface RunLog {

  /**
   * Adds an event at the end.
   *
   * @throws IllegalArgumentException when there is no such run
   */
  void add(RunId run, RunEvent event);

  /** Every event of the run, the oldest first; none when there is no such run. */
  List<RunEvent> of(RunId run);
}
