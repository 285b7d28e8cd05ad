package dev.blast.audience;

/**
 * How the bytes of an audience are read as rows. It is frozen with a manifest, so that a run goes
 * on with the ids, addresses and values that it began with. Immutable.
 *
 * @param rules the number of the rules that staging went by
 * @param trailingDelimiter whether each row ends with a delimiter that the header lacks
 */
public record Dialect(int rules, boolean trailingDelimiter) {

  /** Rules that read texts verbatim, but for spaces and tabs around ids and addresses. */
  public static final int VERBATIM = 1;

  /**
   * The latest rules. Raised with each change of what staging decides: which bytes are a row, which
   * row is a recipient, what a recipient is called, how envelopes are cut.
   */
  public static final int LATEST = 2;

  /** How a new run reads. */
  public static final Dialect CURRENT = new Dialect(LATEST, false);

  /** How runs were read before rules had a number. */
  public static final Dialect EARLIER = new Dialect(VERBATIM, false);

  /** Whether texts are {@linkplain dev.blast.text.CleanText cleaned}. */
  public boolean cleans() {
    return rules > VERBATIM;
  }

  /** The same, of an audience whose rows end with a delimiter that the header lacks. */
  public Dialect withTrailingDelimiter() {
    return new Dialect(rules, true);
  }
}
