package dev.blast.aws.stack;

import dev.blast.run.RunId;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a stack keeps the ledger of a run: whoever is forgotten looks open, and would be sent to
 * again. Immutable.
 *
 * @param days since an envelope was last written, at least 1
 */
public record Keeping(int days) {

  /** Between the last write of a run and its first envelope's end. */
  private static final Duration MARGIN = Duration.ofDays(2);

  /**
   * The latest deadline that a run may have whose first envelope was settled at an instant, or
   * later.
   */
  public Instant latestDeadline(Instant since) {
    return since.plus(Duration.ofDays(days)).minus(MARGIN);
  }

  /** Whether the first outcomes of a run may be forgotten. */
  public boolean mayHaveForgotten(RunId run, Instant now) {
    return now.isAfter(run.scheduled().plus(Duration.ofDays(days)));
  }
}
