package dev.blast.run;

import java.util.function.UnaryOperator;

/**
 * Where operators leave what they ask of a run, and where those who work on it look.
 * Implementations are thread-safe, and durable when a call returns; a store that cannot be reached
 * is an unchecked exception that names it. Reading twice a second must be cheap, and another
 * process reads a change within a second.
 */
public interface RunControl {

  /** What is asked of the run; {@link Control#NONE} when nothing is, or there is no such run. */
  Control of(RunId id);

  /**
   * Changes what is asked of the run, alone: changes made at the same time follow each other.
   *
   * @return what is asked now
   * @throws IllegalArgumentException when there is no such run
   */
  Control change(RunId id, UnaryOperator<Control> change);
}
