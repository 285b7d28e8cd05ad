package dev.blast.report;

import dev.blast.outcome.Outcome;
import java.time.Instant;
import java.util.Map;

/**
 * The counts of a run at one moment.
 *
 * @param outcomes recipients with each; those without any may be missing
 * @param open recipients without an outcome then
 */
public record Point(Instant at, Map<Outcome, Long> outcomes, long open) {
  public Point {
    outcomes = Map.copyOf(outcomes);
  }

  /**
   * Recipients with an outcome that somebody worked for: a deadline or a cancel settles the others
   * all at once, at no rate.
   */
  public long attempted() {
    return outcomes.entrySet().stream()
        .filter(each -> each.getKey() != Outcome.EXPIRED && each.getKey() != Outcome.CANCELLED)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
