package dev.blast.watch;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.ReasonCount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How many attempted recipients got an outcome, and how many of those outcomes are errors:
 * rejected, dead or unconfirmed. Who expired, was cancelled, or has a row that is invalid was not
 * attempted with an answer that says anything about the others. Immutable.
 */
record Errors(long settled, Map<String, Long> classes) {

  private static final Set<Outcome> ERRORS =
      EnumSet.of(Outcome.REJECTED, Outcome.DEAD, Outcome.UNCONFIRMED);

  /** So many classes are named; the others are few. */
  private static final int NAMED = 3;

  /** Before anybody had an outcome. */
  static final Errors NONE = new Errors(0, Map.of());

  static Errors of(List<ReasonCount> reasons) {
    long settled = 0;
    Map<String, Long> classes = new HashMap<>();
    for (ReasonCount reason : reasons) {
      boolean error = ERRORS.contains(reason.outcome());
      if (error) {
        classes.merge(reason.code(), reason.recipients(), Long::sum);
      }
      if (error || reason.outcome() == Outcome.SENT) {
        settled += reason.recipients();
      }
    }
    return new Errors(settled, classes);
  }

  /** What was added since. */
  Errors since(Errors before) {
    Map<String, Long> more = new HashMap<>();
    classes.forEach((code, count) -> more.put(code, count - before.classes.getOrDefault(code, 0L)));
    more.values().removeIf(count -> count <= 0);
    return new Errors(settled - before.settled, more);
  }

  long count() {
    return classes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Of those with an outcome, 0..1. */
  double share() {
    return settled == 0 ? 0 : (double) count() / settled;
  }

  /** Share, numbers and the commonest classes, for a sentence. */
  String text() {
    List<Map.Entry<String, Long>> sorted = new ArrayList<>(classes.entrySet());
    sorted.sort(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()));
    String named =
        sorted.stream()
            .limit(NAMED)
            .map(each -> String.format(Locale.ROOT, "%s %,d", each.getKey(), each.getValue()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s of %,d%s",
        percent(share()),
        settled,
        named.isEmpty() ? "" : " (" + named + ")");
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
