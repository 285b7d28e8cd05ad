package dev.blast.aws.stack;

import dev.blast.campaign.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a stack keeps its ledger. What it forgot of a run that is still open would be sent
 * again, or expire.
 *
 * @param days after the last write about a run
 */
public record Kept(int days) {

  /** Between the last write of a run and its first item's end. */
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
    Instant last = staged.plus(duration()).minus(MARGIN);
    return deadline.isAfter(last)
        ? Optional.of(
            Problem.of(
                where,
                "a deadline on " + deadline,
                "one before %s: the stack keeps its ledger for %d days".formatted(last, days),
                "give the campaign an earlier deadline, or the stack more days"))
        : Optional.empty();
  }
}
