package dev.blast.outcome;

/** Why a row of the audience never became a recipient. */
public enum Exclusion {
  /**
   * Not a well-formed row with an id and an address; or one that the queue will never take, which
   * is found out after staging ({@link Outcome#INVALID}).
   */
  INVALID,
  /** Not wanted by the campaign's filter. */
  FILTERED,
  /** Its recipient id occurred in an earlier row that became a recipient. */
  DUPLICATE,
  /** On a suppression list. */
  SUPPRESSED,
  /** Kept back on purpose, to compare with. */
  HELD_OUT;

  /** The word for people, reports and JSON. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
