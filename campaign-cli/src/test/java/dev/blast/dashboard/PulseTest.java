package dev.blast.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PulseTest {

  private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");

  private final Pulse pulse = new Pulse();

  private void beat(int second, long settled) {
    pulse.tell(START.plusSeconds(second), settled);
  }

  @Test
  void oneLookSaysNothingOfARate() {
    beat(0, 100);
    assertThat(pulse.rate()).isEmpty();
  }

  @Test
  void theRateIsThatOfTheLastTenSeconds() {
    beat(0, 0);
    for (int second = 1; second <= 60; second++) {
      beat(second, second <= 30 ? second * 100L : 3_000 + (second - 30) * 500L);
    }
    assertThat(pulse.rate().orElseThrow()).isEqualTo(500, within(1.0));
  }

  @Test
  void aRedriveTakesOutcomesBackAndTheRateBeginsAnew() {
    beat(0, 1_000);
    beat(5, 2_000);
    beat(6, 1_200);
    assertThat(pulse.rate()).isEmpty();
    beat(8, 1_400);
    assertThat(pulse.rate().orElseThrow()).isEqualTo(100, within(0.1));
  }

  @Test
  void anEarlierInstantIsPassedOver() {
    beat(10, 100);
    beat(5, 150);
    beat(12, 300);
    assertThat(pulse.rate().orElseThrow()).isEqualTo(100, within(0.1));
  }

  @Test
  void theFinishIsWhereTheRateLeadsAndNeverWhereItLeadsNowhere() {
    assertThat(Pulse.finish(START, 1_000, 10)).contains(START.plusSeconds(100));
    assertThat(Pulse.finish(START, 1_000, 0)).isEmpty();
    assertThat(Pulse.finish(START, 0, 10)).isEmpty();
    assertThat(Pulse.finish(START, Long.MAX_VALUE, 1e-9)).isEmpty();
  }
}
