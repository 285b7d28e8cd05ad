package dev.blast.outcome;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The counts of a run.
 *
 * @param staged what became of the rows; whoever turned out to be invalid after staging is among
 *     the invalid, and no recipient
 * @param outcomes recipients for each outcome; all of {@link Outcome#OF_RECIPIENTS} are present
 * @param open recipients without an outcome
 */
public record Tally(StagedCounts staged, Map<Outcome, Long> outcomes, long open) {

  public Tally {
    if (outcomes.containsKey(Outcome.INVALID)) {
      throw new IllegalArgumentException("an invalid row is no recipient; see Tally.of");
    }
    Map<Outcome, Long> complete = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.OF_RECIPIENTS) {
      complete.put(outcome, outcomes.getOrDefault(outcome, 0L));
    }
    outcomes = java.util.Collections.unmodifiableMap(complete);
  }

  /**
   * The tally of recorded outcomes: {@link Outcome#INVALID} moves from the recipients to the
   * invalid rows, and open is what is left of the recipients.
   *
   * @param staged what staging counted
   */
  public static Tally of(StagedCounts staged, Map<Outcome, Long> outcomes) {
    StagedCounts rows = staged.withInvalid(outcomes.getOrDefault(Outcome.INVALID, 0L));
    Map<Outcome, Long> ofRecipients = new EnumMap<>(Outcome.class);
    ofRecipients.putAll(outcomes);
    ofRecipients.remove(Outcome.INVALID);
    long settled = ofRecipients.values().stream().mapToLong(Long::longValue).sum();
    return new Tally(rows, ofRecipients, rows.recipients() - settled);
  }

  /**
   * How many recipients turned out to be invalid rows since they were staged.
   *
   * @param then what staging counted
   */
  public long invalidSince(StagedCounts then) {
    return staged.excluded(Exclusion.INVALID) - then.excluded(Exclusion.INVALID);
  }

  public long count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  /** Recipients with an outcome. */
  public long settled() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Whether rows = invalid + filtered + duplicate + suppressed + held out + recipients, recipients
   * = sum of outcomes + open, and no count is negative.
   */
  public boolean balances() {
    return staged.balances()
        && staged.recipients() == settled() + open
        && staged.recipients() >= 0
        && open >= 0
        && outcomes.values().stream().allMatch(count -> count >= 0);
  }

  /** The two equations in words, with all terms that are not zero and those people look for. */
  public String sentence() {
    StringJoiner rows = new StringJoiner(" + ");
    staged
        .excluded()
        .forEach(
            (reason, count) -> {
              if (count > 0 || reason != Exclusion.HELD_OUT) {
                rows.add(number(count) + " " + reason.word());
              }
            });
    rows.add(number(staged.recipients()) + " recipients");
    StringJoiner recipients = new StringJoiner(" + ");
    outcomes.forEach((outcome, count) -> recipients.add(number(count) + " " + outcome.word()));
    recipients.add(number(open) + " open");
    return number(staged.rows()) + " rows = " + rows + "; recipients = " + recipients;
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
