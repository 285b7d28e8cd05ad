package dev.blast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {

  private final AtomicLong nanos = new AtomicLong(-Duration.ofDays(1).toNanos());
  private final Arrivals arrivals = new Arrivals(nanos::get);

  @Test
  void nothingThatArrivedIsNothingMeasured() {
    assertThat(arrivals.measured()).isEqualTo(new Arrivals.Measured(0, 0, 0, 0));
  }

  @Test
  void theMinuteFollowsFiveSecondsOfWarmingUp() {
    arrive(0, 5);
    arrive(4_990, 7);
    arrive(10, 8);
    arrive(59_990, 9);
    arrive(10, 3);
    assertThat(arrivals.measured()).isEqualTo(new Arrivals.Measured(32, 65, 17, 15));
  }

  @Test
  void theWorstSecondIsFoundWhereverItBegins() {
    arrive(0, 5);
    arrive(600, 7);
    arrive(900, 8);
    arrive(590, 9);
    arrive(70_000, 1);
    assertThat(arrivals.measured()).isEqualTo(new Arrivals.Measured(30, 72.09, 0, 17));
  }

  @Test
  void aSecondEndsBeforeItsEnd() {
    arrive(0, 5);
    arrive(1_000, 6);
    assertThat(arrivals.measured().worstSecond()).isEqualTo(6);
  }

  private void arrive(long afterMillis, int count) {
    nanos.addAndGet(Duration.ofMillis(afterMillis).toNanos());
    for (int i = 0; i < count; i++) {
      arrivals.count();
    }
  }
}
