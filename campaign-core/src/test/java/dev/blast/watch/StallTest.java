package dev.blast.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.watch.Stall.Advice;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StallTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Stall stall = new Stall();
  private Duration pace = Duration.ZERO;
  private Instant now = Instant.parse("2026-03-01T08:00:00Z");

  @Test
  void aRunThatGoesOnIsLeftAlone() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(look(i / 60, false, true)).isEqualTo(Advice.NOTHING);
    }
  }

  @Test
  void aRunThatIsPausedIsLeftAloneHoweverLong() {
    assertThat(until(Duration.ofDays(20), true, true)).isEqualTo(Advice.NOTHING);
  }

  @Test
  void countersAreRecountedThenWhatTheQueueLostIsDispatchedAgain() {
    assertThat(until(Duration.ofSeconds(89), false, true)).isEqualTo(Advice.NOTHING);
    assertThat(until(SECOND.multipliedBy(3), false, true)).isEqualTo(Advice.RECOUNT);
    assertThat(until(Stall.EMPTY, false, true)).isEqualTo(Advice.DISPATCH_AGAIN);
  }

  @Test
  void aQueueThatIsNotEmptyIsGivenMoreTime() {
    assertThat(until(Duration.ofMinutes(2), false, false)).isEqualTo(Advice.RECOUNT);
    assertThat(until(Duration.ofMinutes(17), false, false)).isEqualTo(Advice.NOTHING);
    assertThat(until(Duration.ofMinutes(2), false, false)).isEqualTo(Advice.DISPATCH_AGAIN);
  }

  @Test
  void oneEmptyLookIsNoProof() {
    assertThat(until(Duration.ofMinutes(3), false, false)).isEqualTo(Advice.RECOUNT);
    assertThat(look(7, false, true)).isEqualTo(Advice.NOTHING);
    assertThat(look(7, false, false)).isEqualTo(Advice.NOTHING);
    assertThat(until(Duration.ofMinutes(2), false, true)).isEqualTo(Advice.NOTHING);
  }

  @Test
  void aRateThatLeavesMinutesBetweenTwoMessagesIsNoStall() {
    pace = Duration.ofMinutes(10);
    assertThat(until(Duration.ofMinutes(11), false, true)).isEqualTo(Advice.NOTHING);
    assertThat(until(Duration.ofMinutes(1), false, true)).isEqualTo(Advice.RECOUNT);
    assertThat(until(Duration.ofMinutes(2), false, true)).isEqualTo(Advice.DISPATCH_AGAIN);
  }

  @Test
  void passesThatDoNotHelpEndWithAWord() {
    int again = 0;
    Advice advice = Advice.NOTHING;
    while (advice != Advice.TELL) {
      advice = until(Duration.ofHours(1), false, true);
      again += advice == Advice.DISPATCH_AGAIN ? 1 : 0;
    }
    assertThat(again).isEqualTo(2);
  }

  @Test
  void anOutcomeMakesHopeAgain() {
    Advice advice = until(Duration.ofHours(1), false, true);
    while (advice != Advice.DISPATCH_AGAIN) {
      advice = until(Duration.ofHours(1), false, true);
    }
    assertThat(look(8, false, true)).isEqualTo(Advice.NOTHING);
    int passes = 0;
    for (int i = 0; i < 10_000 && passes < 2; i++) {
      passes += look(8, false, true) == Advice.DISPATCH_AGAIN ? 1 : 0;
    }
    assertThat(passes).isEqualTo(2);
  }

  /** Looks every second until there is advice, or the time is over. */
  private Advice until(Duration duration, boolean waits, boolean queueEmpty) {
    Instant end = now.plus(duration);
    Advice advice = Advice.NOTHING;
    while (advice == Advice.NOTHING && now.isBefore(end)) {
      advice = look(7, waits, queueEmpty);
    }
    return advice;
  }

  private Advice look(long settled, boolean waits, boolean queueEmpty) {
    now = now.plus(SECOND);
    return stall.look(now, settled, waits, queueEmpty, pace);
  }
}
