package dev.blast.campaign;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The throughput asked for. Immutable. */
public sealed interface Throttle {

  /** What {@link #parse} reads. */
  String FORM = "500/s (1 to 1,000,000), 30000/min (1 to 60,000,000) or none";

  /** As fast as the channel takes it. */
  record Unlimited() implements Throttle {
    @Override
    public int largestEnvelope(int wanted) {
      return wanted;
    }

    @Override
    public String text() {
      return "none";
    }
  }

  /**
   * At most this many recipients released in any period of this length, and in any second at most a
   * period's share of them, rounded up.
   *
   * @param recipients at least 1
   * @param period one second or one minute
   */
  record Limit(int recipients, Duration period) implements Throttle {

    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,7})/(s|min)");

    /**
     * Envelopes may leave so much of the rate unused, in hundredths. The promise is 3 %; the third
     * is for dispatchers that wake late.
     */
    private static final int UNUSED = 2;

    /** At least 1. */
    public int perSecond() {
      return Math.ceilDiv(recipients, Math.toIntExact(period.toSeconds()));
    }

    @Override
    public int largestEnvelope(int wanted) {
      int size = Math.max(1, Math.min(wanted, perSecond()));
      while (!fills(size)) {
        size--;
      }
      return size;
    }

    /** Always true of 1. */
    private boolean fills(int size) {
      long fromSeconds = (long) wholeOf(perSecond(), size) * period.toSeconds();
      long reached = Math.min(fromSeconds, wholeOf(recipients, size));
      return reached * 100 >= recipients * (100L - UNUSED);
    }

    private static int wholeOf(int limit, int size) {
      return limit / size * size;
    }

    @Override
    public String text() {
      return recipients + (period.equals(Duration.ofSeconds(1)) ? "/s" : "/min");
    }
  }

  /**
   * How many recipients an envelope may hold, which are released together, so that whole envelopes
   * never exceed this rate and can reach it within 3 %.
   *
   * @param wanted at least 1
   * @return 1 to {@code wanted}
   */
  int largestEnvelope(int wanted);

  /** {@code 500/s}, {@code 30000/min} or {@code none}. */
  String text();

  /**
   * Reads what {@link #text} writes.
   *
   * @return empty when it is not one, or out of the ranges in {@link #FORM}, which are those of the
   *     campaign file
   */
  static Optional<Throttle> parse(String text) {
    if (text.equals("none")) {
      return Optional.of(new Unlimited());
    }
    Matcher rate = Limit.TEXT.matcher(text);
    if (!rate.matches()) {
      return Optional.empty();
    }
    int recipients = Integer.parseInt(rate.group(1));
    boolean perSecond = rate.group(2).equals("s");
    long most = (perSecond ? Layout.PER_SECOND : Layout.PER_MINUTE).max();
    Duration period = perSecond ? Duration.ofSeconds(1) : Duration.ofMinutes(1);
    return recipients <= most ? Optional.of(new Limit(recipients, period)) : Optional.empty();
  }
}
