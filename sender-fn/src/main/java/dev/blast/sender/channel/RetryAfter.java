package dev.blast.sender.channel;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The header of this name: RFC 9110, 10.2.3. */
final class RetryAfter {

  /** A provider that asks for more is asked again after this. */
  static final Duration LONGEST = Duration.ofHours(1);

  /** RFC 9110, 5.6.7: the usual form, and two obsolete ones that have to be understood. */
  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ENGLISH)
              .withZone(ZoneOffset.UTC),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
              .withZone(ZoneOffset.UTC));

  private RetryAfter() {}

  /** Seconds or a date, of at most an hour; empty for a value that is neither. */
  static Optional<Duration> parse(String header, Instant now) {
    String value = header.strip();
    if (value.matches("[0-9]+")) {
      long seconds = value.length() > 9 ? Long.MAX_VALUE : Long.parseLong(value);
      return Optional.of(Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds())));
    }
    return DATES.stream()
        .flatMap(format -> date(value, format).stream())
        .findFirst()
        .map(date -> until(date, now));
  }

  private static Optional<Instant> date(String value, DateTimeFormatter format) {
    try {
      return Optional.of(format.parse(value, Instant::from));
    } catch (DateTimeException other) {
      return Optional.empty();
    }
  }

  private static Duration until(Instant date, Instant now) {
    if (!date.isAfter(now)) {
      return Duration.ZERO;
    }
    Duration wait = Duration.between(now, date);
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
