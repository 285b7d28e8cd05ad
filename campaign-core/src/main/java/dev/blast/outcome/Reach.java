package dev.blast.outcome;

import dev.blast.campaign.Share;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How many of a closed run's recipients were sent to. Immutable.
 *
 * @param sent recipients whom the provider accepted
 * @param recipients all whom staging made recipients, those included whose message the queue
 *     refused later
 * @param unfinished those of them of whom an operator may want to know more: expired, dead or
 *     cancelled, and those whose message the queue refused
 */
public record Reach(long sent, long recipients, long unfinished) {

  /** How that compares with what the campaign asks for. */
  public enum Grade {
    /** Nobody is unfinished, and no more than the campaign allows were not sent to. */
    REACHED,
    /** Some are unfinished, within what the campaign allows. */
    PARTLY,
    /** Nobody was sent to, or more were not than the campaign allows. */
    MISSED
  }

  /**
   * Of a run's tally.
   *
   * @param staged what staging counted
   */
  public static Reach of(Tally tally, StagedCounts staged) {
    return new Reach(
        tally.count(Outcome.SENT),
        staged.recipients(),
        tally.count(Outcome.EXPIRED)
            + tally.count(Outcome.DEAD)
            + tally.count(Outcome.CANCELLED)
            + tally.invalidSince(staged));
  }

  /** Of a run's tally alone: whose message the queue refused is no recipient in it. */
  public static Reach of(Tally tally) {
    return of(tally, tally.staged());
  }

  /** Without those whom the operator cancelled: for the operator who did. */
  public Reach without(long cancelled) {
    return new Reach(sent, recipients - cancelled, unfinished - cancelled);
  }

  /**
   * @param notSent the share of the recipients that may not be sent to
   */
  public Grade grade(Share notSent) {
    if (sent == 0 || notSent.exceededBy(recipients - sent, recipients)) {
      return Grade.MISSED;
    }
    return unfinished > 0 ? Grade.PARTLY : Grade.REACHED;
  }

  /** {@code 23 % sent}: never 100 when somebody was not sent to, nor 0 when somebody was. */
  public String words() {
    return percent() + " % sent";
  }

  private String percent() {
    if (recipients == 0 || sent == 0) {
      return "0";
    }
    BigDecimal exact =
        BigDecimal.valueOf(sent)
            .multiply(BigDecimal.valueOf(100))
            .divide(BigDecimal.valueOf(recipients), 6, RoundingMode.DOWN);
    BigDecimal whole = exact.setScale(0, RoundingMode.DOWN);
    if (whole.signum() > 0 && (whole.intValue() < 99 || sent == recipients)) {
      return whole.toPlainString();
    }
    BigDecimal tenths = exact.setScale(1, RoundingMode.DOWN);
    return tenths.signum() > 0 ? tenths.stripTrailingZeros().toPlainString() : "less than 0.1";
  }
}
