package dev.blast.outcome;

import java.time.Instant;

/**
 * How a run was ended for everybody who was still open: cancelled by the operator, or expired with
 * its deadline. Immutable.
 *
 * @param outcome {@link Outcome#CANCELLED} or {@link Outcome#EXPIRED}
 */
public record Ending(Outcome outcome, Reason reason, Instant at) {

  public static final Reason DEADLINE_PASSED = Reason.of("deadline-passed");
  public static final Reason CANCELLED = Reason.of("cancelled");

  /** The deadline has passed. */
  public static Ending expired(Instant at) {
    return new Ending(Outcome.EXPIRED, DEADLINE_PASSED, at);
  }

  /** The operator cancelled the run. */
  public static Ending cancelled(Instant at) {
    return new Ending(Outcome.CANCELLED, CANCELLED, at);
  }

  public Ending {
    if (outcome != Outcome.CANCELLED && outcome != Outcome.EXPIRED) {
      throw new IllegalArgumentException("a run does not end as " + outcome.word());
    }
  }

  /**
   * Where a recipient stands whom the ending found open: <em>unconfirmed</em> who may have been
   * reached.
   *
   * @param uncertain the last holder of the envelope vanished: it may have attempted anybody
   */
  public Standing.Settled of(Standing.Open open, boolean uncertain) {
    return open.givenUp(outcome, uncertain, reason.after(open.last()), at);
  }
}
