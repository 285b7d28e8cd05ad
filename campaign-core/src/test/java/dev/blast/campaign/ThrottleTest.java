package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThrottleTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @ParameterizedTest
  @ValueSource(
      strings = {"1/s", "500/s", "1000000/s", "1/min", "30000/min", "60000000/min", "none"})
  void aRateIsReadAsItIsWritten(String text) {
    assertThat(Throttle.parse(text).map(Throttle::text)).contains(text);
  }

  @Test
  void aRateIsWhatItSays() {
    assertThat(Throttle.parse("500/s")).contains(new Throttle.Limit(500, SECOND));
    assertThat(Throttle.parse("30000/min")).contains(new Throttle.Limit(30_000, MINUTE));
    assertThat(Throttle.parse("none")).contains(new Throttle.Unlimited());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "500",
        "0/s",
        "-1/s",
        "05/s",
        "1.5/s",
        "500/h",
        "500 /s",
        "500/S",
        "None",
        "1000001/s",
        "60000001/min",
        "99999999999999999999/s",
        "/s",
        "٥/s"
      })
  void whatIsNoRateIsNotTakenForOne(String text) {
    assertThat(Throttle.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // seconds: 24 of 25 would be 4 % too few
    "500, 1, 50, 50",
    "25, 1, 2, 1",
    "100, 1, 30, 25",
    "100, 1, 33, 33",
    "10, 1, 30, 10",
    "7, 1, 1000, 7",
    "1, 1, 50, 1",
    // minutes
    "30000, 60, 50, 50",
    "60, 60, 9, 1",
    "100, 60, 9, 2",
    "6, 60, 9, 1"
  })
  void anEnvelopeIsAsLargeAsTheRateAllows(int recipients, int seconds, int wanted, int held) {
    assertThat(new Throttle.Limit(recipients, Duration.ofSeconds(seconds)).largestEnvelope(wanted))
        .isEqualTo(held);
    assertThat(new Throttle.Unlimited().largestEnvelope(wanted)).isEqualTo(wanted);
  }

  @Property
  void wholeEnvelopesNeverExceedARateAndFillItWithinThreePercent(
      @ForAll @IntRange(min = 1, max = 1_000_000) int rate,
      @ForAll boolean perMinute,
      @ForAll @IntRange(min = 1, max = 1_000) int wanted) {
    Throttle.Limit limit = new Throttle.Limit(rate, perMinute ? MINUTE : SECOND);
    int held = limit.largestEnvelope(wanted);
    assertThat(held).isBetween(1, wanted).isLessThanOrEqualTo(limit.perSecond());
    double second = (double) (limit.perSecond() / held * held);
    double asked = (double) rate / limit.period().toSeconds();
    assertThat(second).isGreaterThanOrEqualTo(asked * 0.97 - 1e-9);
  }
}
