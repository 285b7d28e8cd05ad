package dev.blast.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.function.IntToLongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {

  private static final long MILLI = 1_000_000;

  private long now;
  private final InFlightLimit limit = new InFlightLimit(4, 32, 1, MILLI);

  @Test
  void whileLatencyHoldsItGrowsByOneARound() {
    round(10 * MILLI);
    assertThat(limit.requests()).isEqualTo(5);
    round(10 * MILLI);
    assertThat(limit.requests()).isEqualTo(6);
  }

  @Test
  void itGrowsToItsMaximumAndNoFurther() {
    rounds(100, requests -> 10 * MILLI);
    assertThat(limit.requests()).isEqualTo(32);
  }

  @Test
  void aLimitThatIsNotUsedDoesNotGrow() {
    for (int i = 0; i < 100; i++) {
      limit.taken(now, now += 10 * MILLI, false);
    }
    assertThat(limit.requests()).isEqualTo(4);
  }

  @Test
  void aQueueThatOnlyWorksOffOneAfterTheOtherKeepsItWhereLatencyHasDoubled() {
    // five at a time in 10 ms; more wait for each other
    int most = 0;
    for (int round = 0; round < 2_000; round++) {
      rounds(1, requests -> Math.max(10, 2 * requests) * MILLI);
      assertThat(limit.requests()).isBetween(4, 11);
      most = Math.max(most, limit.requests());
    }
    assertThat(most).isEqualTo(11);
  }

  @Test
  void aLatencyThatTriplesShrinksItByOneARound() {
    rounds(6, requests -> 10 * MILLI);
    assertThat(limit.requests()).isEqualTo(10);
    round(29 * MILLI);
    assertThat(limit.requests()).as("between two and three times it stays").isEqualTo(10);
    round(30 * MILLI);
    assertThat(limit.requests()).isEqualTo(9);
    rounds(8, requests -> 100 * MILLI);
    assertThat(limit.requests()).isEqualTo(1);
  }

  @Test
  void oneSlowRequestAmongManyChangesNothing() {
    rounds(12, requests -> 10 * MILLI);
    assertThat(limit.requests()).isEqualTo(16);
    for (int i = 0; i < 15; i++) {
      limit.taken(now, now + 10 * MILLI, true);
    }
    limit.taken(now, now += 100 * MILLI, true);
    assertThat(limit.requests()).isEqualTo(17);
  }

  @Test
  void aRefusedRequestHalvesIt() {
    rounds(12, requests -> 10 * MILLI);
    limit.refused(now, now += MILLI);
    assertThat(limit.requests()).isEqualTo(8);
  }

  @Test
  void whatWasUnderWayWhenItWasHalvedDoesNotHalveItAgain() {
    rounds(12, requests -> 10 * MILLI);
    long begun = now;
    limit.refused(begun, begun + 5 * MILLI);
    limit.refused(begun + MILLI, begun + 6 * MILLI);
    limit.refused(begun + 4 * MILLI, begun + 9 * MILLI);
    assertThat(limit.requests()).isEqualTo(8);
    limit.refused(begun + 5 * MILLI, begun + 10 * MILLI);
    assertThat(limit.requests()).isEqualTo(4);
  }

  @Test
  void itIsNeverLessThanOneAndComesBack() {
    for (int i = 0; i < 20; i++) {
      limit.refused(now, now += MILLI);
    }
    assertThat(limit.requests()).isEqualTo(1);
    rounds(5, requests -> 10 * MILLI);
    assertThat(limit.requests()).isEqualTo(6);
  }

  @Test
  void largerEnvelopesDoNotKeepItDownForGood() {
    rounds(20, requests -> MILLI);
    assertThat(limit.requests()).isEqualTo(24);
    rounds(20, requests -> 50 * MILLI);
    assertThat(limit.requests()).as("shrunk 19 times, then halved").isEqualTo(2);
    rounds(30, requests -> 50 * MILLI);
    assertThat(limit.requests()).isEqualTo(32);
  }

  @Test
  void aClockOfNanosecondsMayBeAnywhere() {
    now = Long.MAX_VALUE - 5 * MILLI;
    limit.refused(now, now += 10 * MILLI);
    limit.refused(now, now += 10 * MILLI);
    assertThat(limit.requests()).isEqualTo(1);
  }

  @Property
  void whateverHappensItStaysBetweenOneAndItsMaximum(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int max) {
    Random random = new Random(seed);
    InFlightLimit any = new InFlightLimit(1 + random.nextInt(max), max, 1, MILLI);
    long begun = random.nextLong();
    for (int i = 0; i < 2_000; i++) {
      long ended = begun + random.nextInt(1_000_000);
      if (random.nextInt(20) == 0) {
        any.refused(begun, ended);
      } else {
        any.taken(begun, ended, random.nextBoolean());
      }
      assertThat(any.requests()).isBetween(1, max);
      begun += random.nextInt(100_000);
    }
  }

  @Test
  void aLargeLimitGrowsAndShrinksInStepsOfAThirtySecond() {
    InFlightLimit large = new InFlightLimit(512, 2_048, 1, MILLI);
    for (int i = 0; i < 512; i++) {
      large.taken(now, now + 10 * MILLI, true);
    }
    assertThat(large.requests()).isEqualTo(512 + 64);
    for (int i = 0; i < 512 + 64; i++) {
      large.taken(now, now + 30 * MILLI, true);
    }
    assertThat(large.requests()).isEqualTo(512);
  }

  @Test
  void aSmallLimitWaitsForAsManyAnswersAsSaySomething() {
    InFlightLimit small = new InFlightLimit(2, 8, 32, MILLI);
    for (int i = 0; i < 31; i++) {
      small.taken(now, now + 10 * MILLI, true);
    }
    assertThat(small.requests()).isEqualTo(2);
    small.taken(now, now + 10 * MILLI, true);
    assertThat(small.requests()).isEqualTo(3);
  }

  @Test
  void whatIsQuickIsQuickEnough() {
    rounds(1, requests -> MILLI / 100);
    rounds(10, requests -> 2 * MILLI);
    assertThat(limit.requests()).isEqualTo(15);
  }

  @Test
  void aFirstLimitOutsideItsRangeIsMisuse() {
    for (int first : List.of(0, 33)) {
      assertThatThrownBy(() -> new InFlightLimit(first, 32, 1, MILLI))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private void round(long latency) {
    rounds(1, requests -> latency);
  }

  /** Rounds in which all of the limit is used; the latency depends on how many there are. */
  private void rounds(int count, IntToLongFunction latency) {
    for (int round = 0; round < count; round++) {
      int requests = limit.requests();
      long took = latency.applyAsLong(requests);
      for (int i = 0; i < requests; i++) {
        limit.taken(now, now + took, true);
      }
      now += took;
    }
  }
}
