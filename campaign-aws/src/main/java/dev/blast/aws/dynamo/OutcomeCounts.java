package dev.blast.aws.dynamo;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Standing;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Recipients for each outcome and class of reasons, or changes of that. Not thread-safe. */
final class OutcomeCounts {

  /** What is counted together. */
  private record Key(Outcome outcome, String code) {

    private String word() {
      return outcome.word() + ":" + code;
    }

    private static Key of(String word) {
      int colon = word.indexOf(':');
      String outcome = word.substring(0, colon).toUpperCase(Locale.ROOT);
      return new Key(Outcome.valueOf(outcome), word.substring(colon + 1));
    }
  }

  private final Map<Key, Long> counts = new HashMap<>();

  /** How many of these have an outcome. */
  static int settled(List<Standing> standings) {
    return (int) standings.stream().filter(Standing.Settled.class::isInstance).count();
  }

  /** What changes when these standings become those. */
  static OutcomeCounts change(List<Standing> before, List<Standing> after) {
    OutcomeCounts change = new OutcomeCounts();
    change.add(after, 1);
    change.add(before, -1);
    return change;
  }

  void add(List<Standing> standings) {
    add(standings, 1);
  }

  private void add(List<Standing> standings, long times) {
    for (Standing standing : standings) {
      if (standing instanceof Standing.Settled settled) {
        add(settled.outcome(), settled.reason().code(), times);
      }
    }
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

  boolean isZero() {
    return counts.values().stream().allMatch(count -> count == 0);
  }

  /** Whether both say the same. */
  boolean sameAs(OutcomeCounts other) {
    OutcomeCounts difference = new OutcomeCounts();
    difference.add(this);
    difference.subtract(other);
    return difference.isZero();
  }

  /** As an attribute; what is zero is left out. */
  AttributeValue attribute() {
    Map<String, AttributeValue> words = new HashMap<>();
    counts.forEach(
        (key, count) -> {
          if (count != 0) {
            words.put(key.word(), Requests.number(count));
          }
        });
    return AttributeValue.fromM(words);
  }

  /** Adds what {@link #attribute} wrote. */
  void add(AttributeValue attribute) {
    attribute
        .m()
        .forEach((word, count) -> counts.merge(Key.of(word), Long.parseLong(count.n()), Long::sum));
  }

  /** In the order of the outcomes, the largest class first. */
  List<ReasonCount> reasons() {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .map(
            entry ->
                new ReasonCount(entry.getKey().outcome(), entry.getKey().code(), entry.getValue()))
        .sorted(
            Comparator.comparing(ReasonCount::outcome)
                .thenComparing(Comparator.comparingLong(ReasonCount::recipients).reversed())
                .thenComparing(ReasonCount::code))
        .toList();
  }
}
