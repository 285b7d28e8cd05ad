package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.CronExpression.Parsed;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronExpressionTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void bothWritingsAreTheSameExpression() {
    assertThat(cron(" cron(0 8 * * ? *) "))
        .isEqualTo(cron("0  8 * * ? *"))
        .hasToString("0 8 * * ? *");
  }

  @Test
  void anInstantAtWhichItFiresIsItsOwnNext() {
    Instant eight = Instant.parse("2026-11-24T07:00:00Z");
    assertThat(cron("0 8 * * ? *").next(eight, BERLIN)).contains(eight);
    assertThat(cron("0 8 * * ? *").next(eight.plusMillis(1), BERLIN))
        .contains(Instant.parse("2026-11-25T07:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          0 10 ? * MON-FRI *;    2026-11-21T00:00:00Z; 2026-11-23T10:00:00Z
          0 10 ? * 2-6 *;        2026-11-21T00:00:00Z; 2026-11-23T10:00:00Z
          0 10 ? * 1 *;          2026-11-21T00:00:00Z; 2026-11-22T10:00:00Z
          0 10 ? * sat *;        2026-11-21T00:00:00Z; 2026-11-21T10:00:00Z
          0 0 L * ? *;           2026-02-01T00:00:00Z; 2026-02-28T00:00:00Z
          0 0 L * ? *;           2028-02-01T00:00:00Z; 2028-02-29T00:00:00Z
          0 0 15W * ? *;         2026-08-01T00:00:00Z; 2026-08-14T00:00:00Z
          0 0 1W * ? *;          2026-08-01T00:00:00Z; 2026-08-03T00:00:00Z
          0 0 LW * ? *;          2026-05-01T00:00:00Z; 2026-05-29T00:00:00Z
          0 0 ? * 3#2 *;         2026-11-01T00:00:00Z; 2026-11-10T00:00:00Z
          0 0 ? * 6L *;          2026-11-01T00:00:00Z; 2026-11-27T00:00:00Z
          0/15 8-9 1,15 JAN ? *; 2026-11-01T00:00:00Z; 2027-01-01T08:00:00Z
          */20 * * * ? *;        2026-11-01T00:01:00Z; 2026-11-01T00:20:00Z
          30 23 31 DEC ? 2026;   2026-11-01T00:00:00Z; 2026-12-31T23:30:00Z
          0 0 29 2 ? *;          2026-11-01T00:00:00Z; 2028-02-29T00:00:00Z
          """)
  void theFieldsMeanWhatEventBridgeSchedulerMeans(String text, Instant from, Instant next) {
    assertThat(cron(text).next(from, ZoneOffset.UTC)).contains(next);
  }

  @Test
  void anExpressionOfThePastOrOfNoDayNeverFires() {
    Instant from = Instant.parse("2026-11-01T00:00:00Z");
    assertThat(cron("0 8 * * ? 2020").next(from, BERLIN)).isEmpty();
    assertThat(cron("0 8 30 2 ? *").next(from, BERLIN)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '/',
      textBlock =
          """
          0 8 * * ?          / it has 5 fields
          0 8 * * * *        / day of month is * and day of week is *
          0 8 ? * ? *        / day of month is ? and day of week is ?
          0 8 1 * MON *      / day of month is 1 and day of week is MON
          61 8 * * ? *       / its minutes field is "61"
          0 24 * * ? *       / its hours field is "24"
          0 8 32 * ? *       / its day of month field is "32"
          0 8 31W * ? *      / its day of month field is "31W", a day that some months lack; LW is the last weekday of each
          0 8 * 13 ? *       / its month field is "13"
          0 8 ? * 8 *        / its day of week field is "8"
          0 8 ? * 0 *        / its day of week field is "0"
          0 8 * * ? 1969     / its year field is "1969"
          0 eight * * ? *    / its hours field is "eight"
          """)
  void whatIsWrongIsSaid(String text, String why) {
    assertThat(CronExpression.parse(text)).isEqualTo(new Parsed.Invalid(why));
  }

  @Test
  void aTimeThatTheClocksJumpOverIsSkipped() {
    Instant before = Instant.parse("2026-03-28T12:00:00Z");
    assertThat(cron("30 2 * * ? *").next(before, BERLIN))
        .contains(Instant.parse("2026-03-30T00:30:00Z"));
    assertThat(cron("0 3 * * ? *").next(before, BERLIN))
        .contains(Instant.parse("2026-03-29T01:00:00Z"));
    assertThat(cron("0 * * * ? *").next(Instant.parse("2026-03-29T00:30:00Z"), BERLIN))
        .contains(Instant.parse("2026-03-29T01:00:00Z"));
  }

  @Test
  void aTimeThatTheClocksRepeatFiresOnce() {
    CronExpression halfPastTwo = cron("30 2 * * ? *");
    Instant first = Instant.parse("2026-10-25T00:30:00Z");
    assertThat(halfPastTwo.next(Instant.parse("2026-10-24T12:00:00Z"), BERLIN)).contains(first);
    assertThat(halfPastTwo.next(first.plusSeconds(1), BERLIN))
        .contains(Instant.parse("2026-10-26T01:30:00Z"));
    assertThat(cron("0/10 * * * ? *").next(Instant.parse("2026-10-25T01:05:00Z"), BERLIN))
        .as("within the repeated hour")
        .contains(Instant.parse("2026-10-25T02:00:00Z"));
  }

  @Test
  void theChangesOfOtherZonesAreMetToo() {
    ZoneId newYork = ZoneId.of("America/New_York");
    ZoneId lordHowe = ZoneId.of("Australia/Lord_Howe");
    assertThat(cron("30 2 * * ? *").next(Instant.parse("2026-03-08T00:00:00Z"), newYork))
        .contains(Instant.parse("2026-03-09T06:30:00Z"));
    assertThat(cron("15 2 * * ? *").next(Instant.parse("2026-10-03T14:00:00Z"), lordHowe))
        .as("half an hour is left out")
        .contains(Instant.parse("2026-10-04T15:15:00Z"));
    assertThat(cron("0 12 30 12 ? 2011").next(Instant.EPOCH, ZoneId.of("Pacific/Apia")))
        .as("Samoa had no 30 December 2011")
        .isEmpty();
  }

  @Property(tries = 300)
  void theNextFiringIsTheFirstMinuteThatMatches(
      @ForAll @LongRange(min = 1_700_000_000, max = 1_900_000_000) long from,
      @ForAll @IntRange(max = 59) int minute,
      @ForAll @IntRange(max = 23) int hour,
      @ForAll @IntRange(min = 1, max = 7) int day) {
    CronExpression cron = cron(minute + " " + hour + " ? * " + day + " *");
    Instant start = Instant.ofEpochSecond(from);
    ZonedDateTime fires = cron.next(start, BERLIN).orElseThrow().atZone(BERLIN);
    DayOfWeek dayOfWeek = DayOfWeek.SUNDAY.plus(day - 1L);
    assertThat(fires.toInstant()).isAfterOrEqualTo(start);
    assertThat(matches(fires.toLocalDateTime(), minute, hour, dayOfWeek)).isTrue();
    for (ZonedDateTime earlier = fires.minusHours(2); // a repeated hour at most
        !earlier.toInstant().isBefore(start) && earlier.isBefore(fires);
        earlier = earlier.plusMinutes(1)) {
      assertThat(matches(earlier.toLocalDateTime(), minute, hour, dayOfWeek)).isFalse();
    }
    assertThat(ChronoUnit.DAYS.between(start, fires.toInstant())).isLessThanOrEqualTo(14);
  }

  private static boolean matches(LocalDateTime time, int minute, int hour, DayOfWeek day) {
    return time.getMinute() == minute && time.getHour() == hour && time.getDayOfWeek() == day;
  }

  private static CronExpression cron(String text) {
    return switch (CronExpression.parse(text)) {
      case Parsed.Valid(CronExpression expression) -> expression;
      case Parsed.Invalid(String why) -> throw new AssertionError(text + ": " + why);
    };
  }
}
