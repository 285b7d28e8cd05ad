package dev.blast.campaign;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as campaign files write them: {@code 1h30m}, {@code 20ms}, {@code PT3H}. */
public final class Durations {

  private static final Pattern UNITS =
      Pattern.compile(
          "(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?"
              + "(?:([0-9]{1,9})s)?(?:([0-9]{1,9})ms)?");

  private Durations() {}

  /** The duration; empty when the text is none. */
  public static Optional<Duration> parse(String text) {
    Matcher units = UNITS.matcher(text);
    if (!text.isEmpty() && units.matches()) {
      return Optional.of(
          Duration.ofDays(count(units, 1))
              .plusHours(count(units, 2))
              .plusMinutes(count(units, 3))
              .plusSeconds(count(units, 4))
              .plusMillis(count(units, 5)));
    }
    if (!text.startsWith("P")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException | ArithmeticException notIso) {
      return Optional.empty();
    }
  }

  /** What {@link #parse} reads as the same duration, in the fewest units; to the millisecond. */
  public static String text(Duration duration) {
    StringBuilder text = new StringBuilder();
    append(text, duration.toDaysPart(), "d");
    append(text, duration.toHoursPart(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long count, String unit) {
    if (count > 0) {
      text.append(count).append(unit);
    }
  }

  private static long count(Matcher units, int group) {
    String digits = units.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
