package dev.blast.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Throttle;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForecastTest {

  private static final Throttle SIXTY_A_MINUTE = new Throttle.Limit(60, Duration.ofMinutes(1));
  private static final Throttle HUNDRED_A_SECOND = new Throttle.Limit(100, Duration.ofSeconds(1));

  @Test
  void aRateThatCannotMakeTheDeadlineSaysHowManyWillExpire() {
    Forecast forecast = Forecast.of(SIXTY_A_MINUTE, 300, 1, Duration.ofMinutes(2));
    assertThat(forecast.holds()).isFalse();
    assertThat(forecast.late()).isEqualTo(180);
    assertThat(forecast.takes()).isEqualTo(Duration.ofMinutes(5));
    assertThat(forecast.sentence(false))
        .isEqualTo("at 60/min 300 take 5 min; the deadline is in 2 min: about 180 will expire");
    assertThat(forecast.sentence(true))
        .isEqualTo(
            "at 60/min 300 take 5 min; the deadline is 2 min after the start: about 180 will"
                + " expire");
  }

  @Test
  void theLastOneIsReleasedBeforeTheDeadlineOrIsLate() {
    // Released one a second from 0 s on: the 120th at 119 s, the 121st at 120 s.
    assertThat(Forecast.of(SIXTY_A_MINUTE, 120, 1, Duration.ofMinutes(2)).late()).isZero();
    assertThat(Forecast.of(SIXTY_A_MINUTE, 121, 1, Duration.ofMinutes(2)).late()).isEqualTo(1);
    assertThat(Forecast.of(SIXTY_A_MINUTE, 121, 1, Duration.ofMillis(120_001)).late()).isZero();
    assertThat(Forecast.of(SIXTY_A_MINUTE, 120, 1, Duration.ofSeconds(119)).late()).isEqualTo(1);
  }

  @Test
  void envelopesAreReleasedWhole() {
    // Ten at 0 s, ten at 0.1 s, …: the last ten of a thousand at 9.9 s.
    assertThat(Forecast.of(HUNDRED_A_SECOND, 1_000, 10, Duration.ofMillis(9_901)).late()).isZero();
    assertThat(Forecast.of(HUNDRED_A_SECOND, 1_000, 10, Duration.ofMillis(9_900)).late())
        .isEqualTo(10);
  }

  @Test
  void whatEnvelopesLeaveOfARateUnusedCounts() {
    // Three times 30 in a second, and 10 of it unused: 990 would fit into eleven seconds by the
    // rate.
    Forecast forecast = Forecast.of(HUNDRED_A_SECOND, 1_080, 30, Duration.ofSeconds(11));
    assertThat(forecast.takes()).isLessThan(Duration.ofSeconds(11));
    assertThat(forecast.late()).isPositive();
  }

  @Test
  void withoutAThrottleEverybodyIsReleasedAtOnce() {
    Forecast forecast =
        Forecast.of(new Throttle.Unlimited(), 1_000_000, 100, Duration.ofSeconds(1));
    assertThat(forecast.holds()).isTrue();
    assertThat(forecast.takes()).isZero();
  }

  @Test
  void aDeadlineThatHasPassedLeavesNobody() {
    Forecast forecast = Forecast.of(SIXTY_A_MINUTE, 300, 1, Duration.ofMinutes(-1));
    assertThat(forecast.late()).isEqualTo(300);
    assertThat(forecast.sentence(false))
        .isEqualTo("at 60/min 300 take 5 min; the deadline has passed: about 300 will expire");
  }

  @Test
  void nobodyIsNeverLate() {
    assertThat(Forecast.of(SIXTY_A_MINUTE, 0, 1, Duration.ofMinutes(-1)).holds()).isTrue();
  }

  @Test
  void amplyEnoughTimeIsSeenWithoutASimulation() {
    assertThat(Forecast.of(SIXTY_A_MINUTE, 50_000_000, 1, Duration.ofDays(100_000)).holds())
        .isTrue();
  }
}
