package dev.blast.campaign;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A cron expression in EventBridge Scheduler's six fields: minutes, hours, day of month, month, day
 * of week (1–7 or SUN–SAT), year (1970–2199). Immutable.
 */
public final class CronExpression {

  private static final CronParser PARSER = new CronParser(definition());

  /** More than the minutes of the longest repeated or skipped stretch of any zone: a day. */
  private static final int PATIENCE = 2 * 24 * 60;

  private final String fields;
  private final ExecutionTime times;

  private CronExpression(String fields) {
    this.fields = fields;
    this.times = ExecutionTime.forCron(PARSER.parse(fields));
  }

  /** What came of parsing a cron expression. */
  public sealed interface Parsed {
    record Valid(CronExpression expression) implements Parsed {}

    /**
     * @param why what is wrong with it, as a clause
     */
    record Invalid(String why) implements Parsed {}
  }

  /** Parses {@code 0 8 * * ? *}, also when written {@code cron(0 8 * * ? *)}. */
  public static Parsed parse(String text) {
    String fields = text.strip();
    if (fields.startsWith("cron(") && fields.endsWith(")")) {
      fields = fields.substring("cron(".length(), fields.length() - 1).strip();
    }
    List<String> parts = List.of(fields.split("\\s+"));
    if (parts.size() != 6) {
      return new Parsed.Invalid("it has " + parts.size() + " fields");
    }
    if (parts.get(2).equals("?") == parts.get(4).equals("?")) {
      return new Parsed.Invalid(
          "day of month is " + parts.get(2) + " and day of week is " + parts.get(4));
    }
    if (parts.get(2).matches("(?i).*(29|30|31)W.*")) {
      // cron-utils asks the shorter months for such a day, too, and breaks.
      return new Parsed.Invalid(
          "its day of month field is "
              + Words.quoted(parts.get(2))
              + ", a day that some months lack; LW is the last weekday of each");
    }
    try {
      return new Parsed.Valid(new CronExpression(String.join(" ", parts).toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException refused) {
      return new Parsed.Invalid(reason(parts));
    }
  }

  /**
   * The first instant at or after {@code from} at which it fires; empty when there is none.
   *
   * <p>As EventBridge Scheduler does it, a local time that a clock change leaves out is skipped,
   * and one that occurs twice fires at the first of the two (User Guide, "Schedule types", daylight
   * saving time).
   */
  public Optional<Instant> next(Instant from, ZoneId zone) {
    LocalDateTime local = LocalDateTime.ofInstant(from, zone).minusSeconds(1);
    for (int tries = 0; tries < PATIENCE; tries++) {
      Optional<LocalDateTime> candidate = nextLocal(local);
      if (candidate.isEmpty()) {
        return Optional.empty();
      }
      local = candidate.get();
      if (!zone.getRules().getValidOffsets(local).isEmpty()) {
        Instant instant = local.atZone(zone).toInstant();
        if (!instant.isBefore(from)) {
          return Optional.of(instant);
        }
      }
    }
    return Optional.empty();
  }

  /** UTC stands in for the local time line here: cron-utils has its own ideas of clock changes. */
  private Optional<LocalDateTime> nextLocal(LocalDateTime after) {
    return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
  }

  private static CronDefinition definition() {
    return CronDefinitionBuilder.defineCron()
        .withMinutes()
        .withStrictRange()
        .and()
        .withHours()
        .withStrictRange()
        .and()
        .withDayOfMonth()
        .supportsL()
        .supportsW()
        .supportsLW()
        .supportsQuestionMark()
        .withStrictRange()
        .and()
        .withMonth()
        .withStrictRange()
        .and()
        .withDayOfWeek()
        .withValidRange(1, 7)
        .withMondayDoWValue(2)
        .supportsHash()
        .supportsL()
        .supportsQuestionMark()
        .withStrictRange()
        .and()
        .withYear()
        .withValidRange(1970, 2199)
        .withStrictRange()
        .and()
        .instance();
  }

  /** Names the first field that is refused where all others are harmless. */
  private static String reason(List<String> parts) {
    List<String> names =
        List.of("minutes", "hours", "day of month", "month", "day of week", "year");
    List<String> harmless = List.of("0", "0", "?", "*", "?", "*");
    for (int i = 0; i < parts.size(); i++) {
      String[] fields = harmless.toArray(String[]::new);
      if (i != 2 && i != 4) {
        fields[2] = "1";
      }
      fields[i] = parts.get(i).toUpperCase(Locale.ROOT);
      if (isRefused(String.join(" ", fields))) {
        return "its " + names.get(i) + " field is " + Words.quoted(parts.get(i));
      }
    }
    return "its fields do not fit together";
  }

  private static boolean isRefused(String fields) {
    try {
      PARSER.parse(fields);
      return false;
    } catch (IllegalArgumentException refused) {
      return true;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CronExpression that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /** The six fields. */
  @Override
  public String toString() {
    return fields;
  }
}
