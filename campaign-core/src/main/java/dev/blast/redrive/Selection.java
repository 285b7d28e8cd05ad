package dev.blast.redrive;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Standing;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom to send to again. Immutable.
 *
 * @param outcomes some of {@link #POSSIBLE}
 * @param code only those with a reason of this class; empty for every class
 */
public record Selection(Set<Outcome> outcomes, Optional<String> code) {

  /** Never <em>sent</em>; and who was rejected or cancelled stays so. */
  public static final Set<Outcome> POSSIBLE =
      Set.copyOf(EnumSet.of(Outcome.DEAD, Outcome.EXPIRED, Outcome.UNCONFIRMED));

  public Selection {
    outcomes = Set.copyOf(outcomes);
    if (outcomes.isEmpty() || !POSSIBLE.containsAll(outcomes)) {
      throw new IllegalArgumentException("nobody is sent to again who is " + outcomes);
    }
  }

  /** Whether it is about recipients with this outcome for a reason of this class. */
  public boolean covers(Outcome outcome, String reason) {
    return outcomes.contains(outcome) && code.map(reason::equals).orElse(true);
  }

  /** Those of a run's counts that it is about. */
  public List<ReasonCount> of(List<ReasonCount> reasons) {
    return reasons.stream().filter(each -> covers(each.outcome(), each.code())).toList();
  }

  /**
   * Where a recipient stands after it was chosen: open, with as many attempts to come as one that
   * was never tried; as before, when it is not covered.
   */
  public Standing reopened(Standing before) {
    if (!(before instanceof Standing.Settled settled)
        || !covers(settled.outcome(), settled.reason().code())) {
      return before;
    }
    // Should it expire now, nobody may take it for one that was surely never reached.
    int attempts =
        settled.outcome() == Outcome.UNCONFIRMED
            ? Math.max(1, settled.attempts())
            : settled.attempts();
    Reason last = settled.reason();
    return new Standing.Open(attempts, attempts, 0, last, Instant.EPOCH);
  }
}
