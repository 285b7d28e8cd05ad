package dev.blast.aws.stack;

import dev.blast.campaign.Problem;
import dev.blast.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a stack keeps the ledger of a run: whoever is forgotten looks open, and would be sent to
 * again. Immutable.
 *
 * @param days since an envelope was last written, at least 1
 */
public record Keeping(int days) {

  /** Between the last write of a run and its first envelope's end. */
  private static final Duration MARGIN = Duration.ofDays(2);

  /** What the ledger is told to forget after. */
  public Duration duration() {
    return Duration.ofDays(days);
  }

  /**
   * Why a run may not be; empty when its ledger outlives it.
   *
   * @param where its campaign file is
   * @param staged when its audience is, or is to be, staged
   */
  public Optional<Problem> problem(String where, Instant deadline, Instant staged) {
    Instant last = latestDeadline(staged);
    return deadline.isAfter(last)
        ? Optional.of(
            Problem.of(
                where,
                "a deadline on " + deadline,
                "one before %s: the stack keeps its ledger for %d days".formatted(last, days),
                "give the campaign an earlier deadline, or the stack more days"))
        : Optional.empty();
  }

  /**
   * The latest deadline that a run may have whose first envelope was settled at an instant, or
   * later.
   */
  public Instant latestDeadline(Instant since) {
    return since.plus(duration()).minus(MARGIN);
  }

  /** Whether the first outcomes of a run may be forgotten. */
  public boolean mayHaveForgotten(RunId run, Instant now) {
    return now.isAfter(run.scheduled().plus(duration()));
  }
}
