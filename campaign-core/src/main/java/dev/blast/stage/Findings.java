package dev.blast.stage;

import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts excluded rows by reason and keeps a few examples. Not thread-safe. */
final class Findings {

  private final Map<Exclusion, Map<String, Count>> counts = new EnumMap<>(Exclusion.class);

  void add(long line, Exclusion exclusion, Reason reason) {
    counts
        .computeIfAbsent(exclusion, any -> new LinkedHashMap<>())
        .computeIfAbsent(reason.code(), any -> new Count())
        .add(line, reason.detail());
  }

  Map<Exclusion, Long> totals() {
    Map<Exclusion, Long> totals = new EnumMap<>(Exclusion.class);
    counts.forEach(
        (exclusion, codes) ->
            totals.put(exclusion, codes.values().stream().mapToLong(count -> count.rows).sum()));
    return totals;
  }

  /** By exclusion, the most frequent reason first. */
  List<Finding> all() {
    List<Finding> all = new ArrayList<>();
    counts.forEach(
        (exclusion, codes) ->
            codes.entrySet().stream()
                .map(e -> e.getValue().finding(exclusion, e.getKey()))
                .sorted(Comparator.comparingLong(Finding::count).reversed())
                .forEach(all::add));
    return all;
  }

  private static final class Count {

    private final List<Finding.Example> examples = new ArrayList<>();
    private long rows;

    void add(long line, String detail) {
      rows++;
      if (examples.size() < Finding.EXAMPLES) {
        examples.add(new Finding.Example(line, detail));
      }
    }

    Finding finding(Exclusion exclusion, String code) {
      return new Finding(exclusion, code, rows, examples);
    }
  }
}
