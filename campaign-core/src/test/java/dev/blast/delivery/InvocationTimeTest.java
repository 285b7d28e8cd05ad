package dev.blast.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvocationTimeTest {

  /** The stack's default is 60 s. */
  @ParameterizedTest
  @CsvSource({"60, 45", "30, 20", "900, 885", "120, 105", "12, 8", "2, 1", "1, 0", "0, 0"})
  void theLongestAttemptIsWhatTheReserveAndTheBeginningLeave(int invocation, int longest) {
    assertThat(InvocationTime.longestAttempt(Duration.ofSeconds(invocation)))
        .isEqualTo(Duration.ofSeconds(longest));
  }

  @Test
  void tenSecondsAreKeptBackOrASixthWhereThatIsLess() {
    assertThat(InvocationTime.forAttempts(Duration.ofSeconds(60))).hasSeconds(50);
    assertThat(InvocationTime.forAttempts(Duration.ofMinutes(15))).hasSeconds(890);
    assertThat(InvocationTime.forAttempts(Duration.ofSeconds(6))).hasSeconds(5);
  }

  @Property(tries = 500)
  void theLongestAttemptEndsInTimeHoweverLateItMayBegin(
      @ForAll @LongRange(max = 7_200_000) long millis, @ForAll @LongRange(max = 1_000) long share) {
    Duration timeout = Duration.ofMillis(millis);
    Duration passed = InvocationTime.toBegin(timeout).multipliedBy(share).dividedBy(1_000);
    Duration attempt = InvocationTime.longestAttempt(timeout);
    assertThat(passed.plus(attempt)).isLessThanOrEqualTo(InvocationTime.forAttempts(timeout));
    assertThat(attempt).isBetween(Duration.ZERO, timeout);
  }

  @Property(tries = 300)
  void moreTimeNeverHasRoomForLess(
      @ForAll @LongRange(max = 7_200_000) long millis, @ForAll @LongRange(max = 60_000) long more) {
    Duration timeout = Duration.ofMillis(millis);
    Duration longer = timeout.plusMillis(more);
    assertThat(InvocationTime.longestAttempt(longer))
        .isGreaterThanOrEqualTo(InvocationTime.longestAttempt(timeout));
    assertThat(InvocationTime.forAttempts(longer))
        .isGreaterThanOrEqualTo(InvocationTime.forAttempts(timeout));
  }
}
