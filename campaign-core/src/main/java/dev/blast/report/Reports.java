package dev.blast.report;

import dev.blast.run.RunId;

/** Where reports of closed runs are put for everybody. Thread-safe; blocks. */
@FunctionalInterface
public interface Reports {

  /**
   * Writes the report of a run; again replaces it by an equal one, and nobody sees half of it.
   *
   * @param redrive the number of the run's latest redrive when it was closed, 0 for none
   * @return where it is
   * @throws RuntimeException when it was not written; also when the run was redriven meanwhile, and
   *     another report follows, which this one must not replace
   */
  String write(RunId run, int redrive);
}
