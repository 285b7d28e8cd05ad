package dev.blast.campaign;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A share of a whole, exact: {@code 1%} of 300 is 3, neither more nor less. Immutable.
 *
 * @param value 0..1
 */
public record Share(BigDecimal value) {

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,4})?) ?%");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{0,3}\\.?[0-9]{1,6}");

  public Share {
    if (value.signum() < 0 || value.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("a share of " + value);
    }
    value = value.stripTrailingZeros();
  }

  /** So many hundredths, 0..100. */
  public static Share percent(int hundredths) {
    return new Share(BigDecimal.valueOf(hundredths, 2));
  }

  /** Reads {@code 1%} or {@code 0.01}; empty for anything else, and above 100 %. */
  public static Optional<Share> parse(String written) {
    String text = written.strip();
    Matcher percent = PERCENT.matcher(text);
    Optional<BigDecimal> value =
        percent.matches()
            ? Optional.of(new BigDecimal(percent.group(1)).divide(HUNDRED))
            : Optional.of(text).filter(NUMBER.asMatchPredicate()).map(BigDecimal::new);
    return value.filter(share -> share.compareTo(BigDecimal.ONE) <= 0).map(Share::new);
  }

  /** Whether a part is more than this share of a whole; of nothing at all no part is. */
  public boolean exceededBy(long part, long whole) {
    return BigDecimal.valueOf(part).compareTo(value.multiply(BigDecimal.valueOf(whole))) > 0;
  }

  /** {@code 1 %}, for people. */
  public String text() {
    return value.multiply(HUNDRED).stripTrailingZeros().toPlainString() + " %";
  }
}
