package dev.blast.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.delivery.Attempt.Fault;
import dev.blast.delivery.Breaker.Leave;
import dev.blast.outcome.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakerTest {

  private static final Instant START = Instant.parse("2026-03-01T07:00:00Z");
  private static final Attempt YES = new Attempt.Accepted("");

  private final SimulatedTime time = new SimulatedTime(START);
  private final Breaker breaker = new Breaker("webhook api.example.com", time);

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"UNREACHABLE", "UNAVAILABLE", "BROKEN", "CONNECTION_LOST", "TIMED_OUT"})
  void twentyAttemptsOfWhichHalfFailedOpenIt(Fault fault) {
    attempts(10, YES);
    attempts(10, failing(fault));
    assertThat(breaker.closed()).as("successes before the first failure are not counted").isTrue();
    attempts(9, failing(fault));
    assertThat(breaker.closed()).isTrue();
    attempts(1, failing(fault));
    assertThat(breaker.closed()).isFalse();
    assertThat(breaker.begin()).isEqualTo(Leave.NONE);
  }

  @Test
  void successesBetweenFailuresCount() {
    for (int i = 0; i < 300; i++) {
      attempts(1, failing(Fault.UNAVAILABLE));
      attempts(2, YES);
    }
    assertThat(breaker.closed()).isTrue();
  }

  @Test
  void tooManyRequestsAndRefusalsAreAnswersOfAProviderThatIsInOrder() {
    attempts(200, failing(Fault.THROTTLED));
    attempts(200, new Attempt.Refused(Reason.of("http-404")));
    attempts(200, failing(Fault.NONE));
    assertThat(breaker.closed()).isTrue();
    assertThat(breaker.hold()).isZero();
    assertThat(breaker.hindrance()).isEmpty();
    assertThat(breaker.history()).isEmpty();
  }

  @Test
  void afterItsWaitThreeAttemptsGoThroughAndTheirSuccessClosesIt() {
    open();
    assertThat(breaker.hold()).isBetween(Duration.ofMillis(750), Duration.ofMillis(1_600));
    time.advance(Duration.ofMillis(1_300));
    assertThat(breaker.hold()).isZero();

    List<Leave> probes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      probes.add(breaker.begin());
    }
    assertThat(probes)
        .containsExactly(Leave.PROBE, Leave.PROBE, Leave.PROBE, Leave.NONE, Leave.NONE);
    assertThat(breaker.hold()).as("while they are under way").isPositive();
    assertThat(breaker.hindrance())
        .contains(new Hindrance.Probed("webhook api.example.com", "http-503"));
    for (int i = 0; i < 3; i++) {
      breaker.answered(Leave.PROBE, YES);
    }
    assertThat(breaker.closed()).isTrue();
    assertThat(breaker.begin()).isEqualTo(Leave.USUAL);
  }

  @Test
  void eachWaitIsLongerThanTheLastUpToAMinute() {
    open();
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Instant opened = time.instant();
      while (breaker.hold().isPositive()) {
        time.advance(Duration.ofMillis(10));
      }
      waits.add(Duration.between(opened, time.instant()).toMillis());
      attempts(3, failing(Fault.TIMED_OUT));
    }
    assertThat(waits.getFirst()).isBetween(740L, 1_300L);
    assertThat(waits.get(3)).isBetween(5_900L, 10_100L);
    assertThat(waits.subList(7, 12))
        .allSatisfy(wait -> assertThat(wait).isBetween(44_000L, 60_100L));
  }

  @Test
  void whatBeganBeforeItOpenedDecidesNothingWhenItComesLate() {
    Leave early = breaker.begin();
    open();
    time.advance(Duration.ofSeconds(2));
    Leave probe = breaker.begin();
    for (int i = 0; i < 50; i++) {
      breaker.answered(early, failing(Fault.TIMED_OUT));
    }
    breaker.answered(probe, YES);
    attempts(2, YES);
    assertThat(breaker.closed()).isTrue();
  }

  @Test
  void aClockThatIsSetBackDoesNotKeepItOpen() {
    open();
    SimulatedTime earlier = new SimulatedTime(START.minus(Duration.ofHours(5)));
    Instant[] now = {START};
    Breaker other = new Breaker("webhook", () -> now[0]);
    for (int i = 0; i < 20; i++) {
      other.answered(other.begin(), failing(Fault.UNREACHABLE));
    }
    assertThat(other.hold()).isPositive();
    now[0] = earlier.instant();
    assertThat(other.hold()).isZero();
    assertThat(other.begin()).isEqualTo(Leave.PROBE);
  }

  @Test
  void itSaysWhoIsOutOfOrderWhyAndUntilWhen() {
    open();
    assertThat(breaker.hindrance().orElseThrow().sentence())
        .matches(
            "webhook api\\.example\\.com is out of order \\(http-503\\): nothing is attempted"
                + " before 2026-03-01T07:00:0[01]Z");
    assertThat(breaker.history())
        .contains("attempts at webhook api.example.com were suspended once; last: http-503");
  }

  private void open() {
    attempts(20, failing(Fault.UNAVAILABLE));
    assertThat(breaker.closed()).isFalse();
  }

  private void attempts(int count, Attempt answer) {
    for (int i = 0; i < count; i++) {
      Leave leave = breaker.begin();
      assertThat(leave).isNotEqualTo(Leave.NONE);
      breaker.answered(leave, answer);
    }
  }

  private static Attempt failing(Fault fault) {
    return new Attempt.Deferred(Reason.of("http-503"), Duration.ZERO, fault);
  }
}
