package dev.blast.local;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.Standing;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Recipients for each outcome. Not thread-safe. */
final class OutcomeCounts {

  private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);

  static OutcomeCounts of(List<Standing> standings) {
    OutcomeCounts counts = new OutcomeCounts();
    for (Standing standing : standings) {
      if (standing instanceof Standing.Settled settled) {
        counts.counts.merge(settled.outcome(), 1L, Long::sum);
      }
    }
    return counts;
  }

  long of(Outcome outcome) {
    return counts.getOrDefault(outcome, 0L);
  }

  int total() {
    return Math.toIntExact(counts.values().stream().mapToLong(Long::longValue).sum());
  }

  void add(OutcomeCounts more) {
    more.counts.forEach((outcome, count) -> counts.merge(outcome, count, Long::sum));
  }

  void subtract(OutcomeCounts less) {
    less.counts.forEach((outcome, count) -> counts.merge(outcome, -count, Long::sum));
  }

  void clear() {
    counts.clear();
  }
}
