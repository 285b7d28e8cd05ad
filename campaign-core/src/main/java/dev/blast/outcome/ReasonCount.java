package dev.blast.outcome;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How many recipients of a run have an outcome for the same class of reasons.
 *
 * @param code of the {@link Reason}; empty where there is nothing to explain
 */
public record ReasonCount(Outcome outcome, String code, long recipients) {

  /** Summed up: recipients for each outcome; those without any may be missing. */
  public static Map<Outcome, Long> outcomes(List<ReasonCount> reasons) {
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    for (ReasonCount reason : reasons) {
      outcomes.merge(reason.outcome(), reason.recipients(), Long::sum);
    }
    return outcomes;
  }
}
