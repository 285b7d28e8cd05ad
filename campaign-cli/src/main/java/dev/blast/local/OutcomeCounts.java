package dev.blast.local;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.Standing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Recipients for each outcome and class of reasons. Not thread-safe. */
final class OutcomeCounts {

  /** What is counted together. */
  record Key(Outcome outcome, String code) {}

  private static final Key SENT = new Key(Outcome.SENT, "");

  private final Map<Key, Long> counts = new HashMap<>();

  static OutcomeCounts of(List<Standing> standings) {
    OutcomeCounts counts = new OutcomeCounts();
    long sent = 0;
    for (Standing standing : standings) {
      if (standing instanceof Standing.Settled settled) {
        String code = settled.reason().code();
        if (settled.outcome() == Outcome.SENT && code.isEmpty()) {
          sent++;
        } else {
          counts.add(settled.outcome(), code, 1);
        }
      }
    }
    if (sent > 0) {
      counts.counts.put(SENT, sent);
    }
    return counts;
  }

  Map<Key, Long> all() {
    return counts;
  }

  int total() {
    return Math.toIntExact(counts.values().stream().mapToLong(Long::longValue).sum());
  }

  void add(Outcome outcome, String code, long recipients) {
    counts.merge(new Key(outcome, code), recipients, Long::sum);
  }

  void add(OutcomeCounts more) {
    more.counts.forEach((key, count) -> counts.merge(key, count, Long::sum));
  }

  void subtract(OutcomeCounts less) {
    less.counts.forEach((key, count) -> counts.merge(key, -count, Long::sum));
  }

  void clear() {
    counts.clear();
  }
}
