package dev.blast.report;

import dev.blast.run.RunId;

/** Where reports of closed runs are put for everybody. Thread-safe; blocks. */
@FunctionalInterface
public interface Reports {

  /**
   * Writes the report of a run; again replaces it by an equal one, and nobody sees half of it.
   *
   * @return where it is
   * @throws RuntimeException when it was not written
   */
  String write(RunId run);
}
