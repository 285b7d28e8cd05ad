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

  /** Never <em>sent</em> or <em>cancelled</em>. */
  public static final Set<Outcome> POSSIBLE =
      Set.copyOf(EnumSet.of(Outcome.DEAD, Outcome.EXPIRED, Outcome.UNCONFIRMED, Outcome.REJECTED));

  /** The provider refused these recipients, so a redrive must name the class of reasons. */
  private static final Set<Outcome> ONLY_WITH_REASON = Set.of(Outcome.REJECTED);

  public Selection {
    outcomes = Set.copyOf(outcomes);
    if (outcomes.isEmpty() || !POSSIBLE.containsAll(outcomes)) {
      throw new IllegalArgumentException("a redrive does not cover " + outcomes);
    }
    if (code.isEmpty() && needsReason(outcomes)) {
      throw new IllegalArgumentException("a redrive of rejected recipients needs a reason");
    }
  }

  /** Whether a redrive of these outcomes must name a class of reasons. */
  public static boolean needsReason(Set<Outcome> outcomes) {
    return outcomes.stream().anyMatch(ONLY_WITH_REASON::contains);
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
    int attempts = unanswered(settled);
    Reason last = settled.reason();
    return new Standing.Open(attempts, attempts, 0, last, Instant.EPOCH);
  }

  /**
   * The attempts of which nobody may say that they did not reach the recipient. Should it expire
   * after the redrive, those attempts keep it from being called never reached.
   */
  private static int unanswered(Standing.Settled settled) {
    return switch (settled.outcome()) {
      case UNCONFIRMED -> Math.max(1, settled.attempts());
      // The last attempt was refused. Earlier versions also rejected after attempts without an
      // answer, and the ledger does not tell these from refusals.
      case REJECTED -> Math.max(0, settled.attempts() - 1);
      case DEAD, EXPIRED, SENT, CANCELLED, INVALID -> settled.attempts();
    };
  }
}
