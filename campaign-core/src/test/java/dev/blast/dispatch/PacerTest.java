package dev.blast.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Throttle;
import dev.blast.dispatch.Pace.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.Test;

class PacerTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Instant START = Instant.parse("2026-03-01T07:00:00.123456789Z");

  /** Recipients released together; {@code phase} counts the changes of rate before it. */
  private record Release(Instant at, int recipients, Throttle.Limit throttle, int phase) {}

  /** What comes next: after a pause, so many, by a sender that wakes late by so much. */
  private record Load(Duration pause, int recipients, Duration late) {}

  /** A change of rate and the loads that come after it. */
  private record Phase(Throttle.Limit throttle, List<Load> loads) {}

  private final List<Release> releases = new ArrayList<>();
  private Instant now = START;

  @BeforeTry
  void begins() {
    releases.clear();
    now = START;
  }

  @Property(tries = 300)
  void noWindowHoldsMoreThanWasAsked(@ForAll("phase") Phase phase) {
    Throttle.Limit limit = phase.throttle();
    Pacer pacer = new Pacer(limit);
    phase.loads().forEach(load -> release(pacer, limit, load, 0));
    assertEveryWindow(SECOND, limit.perSecond());
    assertEveryWindow(limit.period(), limit.recipients());
  }

  /** All half-open windows: the fullest ones begin with a release. */
  private void assertEveryWindow(Duration length, long most) {
    for (int first = 0; first < releases.size(); first++) {
      Instant end = releases.get(first).at().plus(length);
      long held = 0;
      for (int i = first; i < releases.size() && releases.get(i).at().isBefore(end); i++) {
        held += releases.get(i).recipients();
      }
      assertThat(held).as("from %s", releases.get(first)).isLessThanOrEqualTo(most);
    }
  }

  /** Stricter than the larger of the two rates: whoever is released sees only their own rate. */
  @Property(tries = 300)
  void whoeverIsReleasedEndsASecondThatHoldsNoMoreThanTheRateOfThatMoment(
      @ForAll("phases") List<Phase> phases) {
    Pacer pacer = new Pacer(phases.getFirst().throttle());
    for (int phase = 0; phase < phases.size(); phase++) {
      Throttle.Limit throttle = phases.get(phase).throttle();
      pacer.change(throttle, now);
      for (Load load : phases.get(phase).loads()) {
        release(pacer, throttle, load, phase);
      }
    }
    for (int last = 0; last < releases.size(); last++) {
      Throttle.Limit limit = releases.get(last).throttle();
      assertThat(heldUpTo(last, SECOND, 0)).isLessThanOrEqualTo(limit.perSecond());
      assertThat(heldUpTo(last, limit.period(), firstOfPhase(last)))
          .isLessThanOrEqualTo(limit.recipients());
    }
  }

  private int firstOfPhase(int last) {
    int first = last;
    while (first > 0 && releases.get(first - 1).phase() == releases.get(last).phase()) {
      first--;
    }
    return first;
  }

  private long heldUpTo(int last, Duration length, int first) {
    Instant begin = releases.get(last).at().minus(length);
    long held = 0;
    for (int i = last; i >= first && releases.get(i).at().isAfter(begin); i--) {
      held += releases.get(i).recipients();
    }
    return held;
  }

  @Property(tries = 60)
  void inTheLongRunTheRateIsReachedWithinThreePercentAlsoWhenEverySenderWakesLate(
      @ForAll("limits") Throttle.Limit limit,
      @ForAll @IntRange(min = 1, max = 1_000) int wanted,
      @ForAll @IntRange(max = 8) int lateMillis,
      @ForAll Random random) {
    int size = limit.largestEnvelope(wanted);
    Pacer pacer = new Pacer(limit);
    Duration long_ = limit.period().multipliedBy(20);
    long released = 0;
    while (now.isBefore(START.plus(long_))) {
      Duration late = Duration.ofMillis(random.nextInt(lateMillis + 1));
      release(pacer, limit, new Load(Duration.ZERO, size, late), 0);
      released += size;
    }
    double asked = limit.recipients() * 20.0;
    // Who is released at the very beginning and at the very end are one piece too many.
    assertThat(released).isBetween((long) Math.floor(asked * 0.97), (long) asked + size);
  }

  @Test
  void aStallIsCaughtUpWithinTheCeilingAndALongSilenceIsForgotten() {
    Throttle.Limit ten = new Throttle.Limit(10, SECOND);
    Pacer pacer = new Pacer(ten);
    for (int i = 0; i < 10; i++) {
      release(pacer, ten, new Load(Duration.ZERO, 1, Duration.ZERO), 0);
    }
    now = START.plusMillis(1_800);
    assertThat(releasedAtOnce(pacer)).isEqualTo(9);
    now = now.plusSeconds(60);
    assertThat(releasedAtOnce(pacer)).isEqualTo(1);
  }

  private int releasedAtOnce(Pacer pacer) {
    int released = 0;
    while (pacer.turn(1, now) instanceof Turn.Now) {
      released++;
    }
    return released;
  }

  @Test
  void aSteadyRateIsSpreadOverItsSecond() {
    Throttle.Limit ten = new Throttle.Limit(10, SECOND);
    Pacer pacer = new Pacer(ten);
    for (int i = 0; i < 25; i++) {
      release(pacer, ten, new Load(Duration.ZERO, 1, Duration.ZERO), 0);
    }
    for (int i = 0; i < 25; i++) {
      // kept to the millisecond, and never early
      assertThat(Duration.between(START.plusMillis(100L * i), releases.get(i).at()))
          .isBetween(Duration.ZERO, Duration.ofMillis(3));
    }
  }

  @Test
  void aRateBelowOneASecondIsKept() {
    Throttle.Limit sixAMinute = new Throttle.Limit(6, MINUTE);
    Pacer pacer = new Pacer(sixAMinute);
    for (int i = 0; i < 7; i++) {
      release(pacer, sixAMinute, new Load(Duration.ZERO, 1, Duration.ZERO), 0);
    }
    assertThat(releases.stream().map(Release::at)).isSorted().first().isEqualTo(START);
    assertThat(now).isBetween(START.plusSeconds(60), START.plusSeconds(60).plusMillis(1));
  }

  @Test
  void anEnvelopeLargerThanTheRateGoesAloneAndTheRateIsKeptInTheLongRun() {
    Throttle.Limit ten = new Throttle.Limit(10, SECOND);
    Pacer pacer = new Pacer(ten);
    for (int i = 0; i < 5; i++) {
      release(pacer, ten, new Load(Duration.ZERO, 30, Duration.ZERO), 0);
    }
    assertThat(releases.stream().map(Release::at))
        .containsExactly(
            START,
            START.plusSeconds(3),
            START.plusSeconds(6),
            START.plusSeconds(9),
            START.plusSeconds(12));
  }

  @Test
  void aSlowRateThatIsRaisedDoesNotWaitForItsOldTurn() {
    Pacer pacer = new Pacer(new Throttle.Limit(1, MINUTE));
    assertThat(pacer.turn(1, now)).isEqualTo(new Turn.Now());
    assertThat(pacer.turn(1, now)).isEqualTo(new Turn.NotBefore(START.plusSeconds(60)));
    pacer.change(new Throttle.Limit(500, SECOND), now.plusSeconds(2));
    assertThat(pacer.turn(50, now.plusSeconds(2))).isEqualTo(new Turn.Now());
  }

  @Test
  void aClockThatIsSetBackStopsNobodyAndLetsNobodyThroughEarly() {
    Throttle.Limit two = new Throttle.Limit(2, SECOND);
    Pacer pacer = new Pacer(two);
    assertThat(pacer.turn(2, now)).isEqualTo(new Turn.Now());
    Instant back = now.minus(Duration.ofHours(1));
    assertThat(pacer.turn(2, back)).isInstanceOf(Turn.NotBefore.class);
    assertThat(pacer.turn(2, back.plusMillis(999))).isInstanceOf(Turn.NotBefore.class);
    assertThat(pacer.turn(2, back.plusMillis(1_001))).isEqualTo(new Turn.Now());
  }

  @Test
  void withoutALimitItIsAlwaysSomebodysTurn() {
    Pacer pacer = new Pacer(new Throttle.Unlimited());
    for (int i = 0; i < 1_000; i++) {
      assertThat(pacer.turn(1_000, now)).isEqualTo(new Turn.Now());
    }
  }

  private void release(Pacer pacer, Throttle.Limit throttle, Load load, int phase) {
    now = now.plus(load.pause());
    while (pacer.turn(load.recipients(), now) instanceof Turn.NotBefore(Instant instant)) {
      assertThat(instant).isAfter(now);
      now = instant.plus(load.late());
    }
    releases.add(new Release(now, load.recipients(), throttle, phase));
  }

  @Provide
  Arbitrary<Throttle.Limit> limits() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(1, 1_000).map(n -> new Throttle.Limit(n, SECOND)),
        Arbitraries.integers().between(1, 20_000).map(n -> new Throttle.Limit(n, MINUTE)));
  }

  private static Arbitrary<List<Load>> loadsOf(int most) {
    return Combinators.combine(
            Arbitraries.longs().between(0, 400_000_000L).map(Duration::ofNanos),
            Arbitraries.integers().between(1, most),
            Arbitraries.longs().between(0, 20_000_000L).map(Duration::ofNanos))
        .as(Load::new)
        .list()
        .ofMaxSize(300);
  }

  @Provide
  Arbitrary<List<Phase>> phases() {
    return phase().list().ofMinSize(1).ofMaxSize(4);
  }

  /** What is larger than a second's rate is another test's. */
  @Provide
  Arbitrary<Phase> phase() {
    return limits()
        .flatMap(limit -> loadsOf(limit.perSecond()).map(loads -> new Phase(limit, loads)));
  }
}
