package dev.blast.stage;

import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Reason;

/** Takes the rows that did not become recipients although the campaign's filter wants them. */
@FunctionalInterface
public interface Rejects {

  /** Drops them, where only the counts matter. */
  Rejects NONE = (line, exclusion, reason, text) -> {};

  /**
   * Called in the order of the audience, by the thread that stages.
   *
   * @param line where the row starts, from 1
   * @param text the row as it stands in the audience, without its line end; what is not UTF-8
   *     replaced, and only the beginning of a row that is too large
   */
  void reject(long line, Exclusion exclusion, Reason reason, String text);
}
