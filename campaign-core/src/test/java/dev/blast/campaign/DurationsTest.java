package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "20ms, PT0.02S",
    "15s, PT15S",
    "3h, PT3H",
    "1h30m, PT1H30M",
    "2d, PT48H",
    "PT3H, PT3H",
    "P1DT1H, PT25H",
    "1m20ms, PT1M0.02S",
    "0s, PT0S"
  })
  void unitsAndIsoAreRead(String text, Duration duration) {
    assertThat(Durations.parse(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "15", "s", "3 h", "30m1h", "1h1h", "-3h", "1.5h", "P1M", "P", "9999999999d"})
  void everythingElseIsNot(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @Property
  void aDurationThatIsWrittenIsReadAsTheSame(
      @ForAll @LongRange(max = 2_000_000_000_000L) long millis) {
    Duration duration = Duration.ofMillis(millis);
    assertThat(Durations.parse(Durations.text(duration))).contains(duration);
  }
}
