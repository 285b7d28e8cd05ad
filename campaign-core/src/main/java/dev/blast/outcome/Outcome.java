package dev.blast.outcome;

import java.util.Arrays;
import java.util.List;

/** The one terminal fact about a recipient. */
public enum Outcome {
  /** The provider accepted it. */
  SENT,
  /** The provider refused it for good. */
  REJECTED,
  /** The deadline passed first. */
  EXPIRED,
  /** The operator cancelled the run first. */
  CANCELLED,
  /**
   * Given up: every attempt that the campaign allows was made under the same key, and none had an
   * answer. The reason is that of the last one. Nobody knows that it was not accepted.
   */
  DEAD,
  /**
   * Nobody knows whether it was accepted, and the campaign prefers a miss to a repeat, or its
   * deadline passed before the next attempt.
   */
  UNCONFIRMED,
  /**
   * Surely never attempted with success, because the queue will never take its envelope as it is:
   * its row is <em>invalid</em> after all. A {@link Tally} counts it among the rows that never
   * became recipients.
   */
  INVALID;

  /** What can become of those who stay recipients: everything but {@link #INVALID}. */
  public static final List<Outcome> OF_RECIPIENTS =
      Arrays.stream(values()).filter(outcome -> outcome != INVALID).toList();

  /** The word for people, reports and JSON. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
