package dev.blast.stage;

import dev.blast.outcome.Exclusion;
import java.util.List;

/**
 * Rows that did not become recipients for one class of reason.
 *
 * @param code of the {@link dev.blast.outcome.Reason}
 * @param count how many rows
 * @param examples the first of them, at most {@value #EXAMPLES}
 */
public record Finding(Exclusion exclusion, String code, long count, List<Example> examples) {

  static final int EXAMPLES = 5;

  public Finding {
    examples = List.copyOf(examples);
  }

  /**
   * One row.
   *
   * @param line where it starts in the audience, from 1
   * @param detail for people; never content of the row
   */
  public record Example(long line, String detail) {}
}
