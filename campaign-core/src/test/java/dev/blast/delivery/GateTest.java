package dev.blast.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.delivery.Attempt.Fault;
import dev.blast.outcome.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final Instant START = Instant.parse("2026-03-01T07:00:00Z");
  private static final Attempt YES = new Attempt.Accepted("");
  private static final Attempt THROTTLED =
      new Attempt.Deferred(Reason.of("http-429"), Duration.ZERO, Fault.THROTTLED);
  private static final Attempt TIMED_OUT =
      new Attempt.Unconfirmed(Reason.of("timeout"), Fault.TIMED_OUT);

  private final SimulatedTime time = new SimulatedTime(START);

  @Test
  void itBeginsWithAQuarterAndGrowsToTheConcurrencyWhileLatencyHolds() throws InterruptedException {
    Gate gate = gate(128);
    assertThat(room(gate)).isEqualTo(32);
    for (int i = 0; i < 100; i++) {
      round(gate, Duration.ofMillis(50), YES);
    }
    assertThat(room(gate)).isEqualTo(128);
  }

  @Test
  void aSmallConcurrencyIsThereFromTheStart() throws InterruptedException {
    assertThat(room(gate(1))).isEqualTo(1);
    assertThat(room(gate(16))).isEqualTo(16);
    assertThat(room(gate(64))).isEqualTo(16);
    assertThat(room(gate(10_000))).isEqualTo(2_500);
  }

  @Test
  void fewThrottledAttemptsAmongManyChangeNothing() throws InterruptedException {
    Gate gate = settledAt(64);
    Attempt[] answers = new Attempt[32];
    Arrays.fill(answers, YES);
    answers[31] = THROTTLED;
    for (int i = 0; i < 100; i++) {
      round(gate, Duration.ofMillis(50), answers);
      assertThat(gate.hindrances()).isEmpty();
    }
    assertThat(room(gate)).isEqualTo(64);
  }

  @Test
  void throttlingHalvesItAgainAndAgainAndIsSaid() throws InterruptedException {
    Gate gate = settledAt(64);
    for (int i = 0; i < 4; i++) {
      round(gate, Duration.ofMillis(50), THROTTLED);
    }
    assertThat(room(gate)).isLessThanOrEqualTo(8);
    assertThat(gate.hindrances())
        .first()
        .isInstanceOfSatisfying(
            Hindrance.Pushback.class, said -> assertThat(said.percent()).isGreaterThan(50));
    for (int i = 0; i < 200; i++) {
      round(gate, Duration.ofMillis(50), YES);
    }
    assertThat(room(gate)).as("it comes back").isEqualTo(64);
    assertThat(gate.hindrances()).isEmpty();
  }

  @Test
  void timeOutsHalveItToo() throws InterruptedException {
    Gate gate = settledAt(64);
    round(gate, Duration.ofSeconds(10), TIMED_OUT);
    assertThat(room(gate)).isLessThanOrEqualTo(32);
  }

  @Test
  void latencyThatGrowsShrinksIt() throws InterruptedException {
    Gate gate = settledAt(64);
    for (int i = 0; i < 10; i++) {
      round(gate, Duration.ofMillis(500), YES);
    }
    assertThat(room(gate)).isBetween(30, 50);
  }

  @Test
  void howFastAProviderIsOutOfOrderSaysNothingOfHowFastItIs() throws InterruptedException {
    Gate gate = settledAt(64);
    Attempt refused =
        new Attempt.Deferred(Reason.of("connect-refused"), Duration.ZERO, Fault.UNREACHABLE);
    for (int i = 0; i < 50; i++) {
      round(gate, Duration.ofMillis(1), refused);
    }
    for (int i = 0; i < 50; i++) {
      round(gate, Duration.ofMillis(50), YES);
    }
    assertThat(room(gate)).isEqualTo(64);
  }

  @Test
  void whoWaitsGetsAPlaceWhenOneIsFreeAndNobodyWaitsBeyondTheirTime() throws Exception {
    Gate gate = gate(1);
    Instant later = START.plusSeconds(60);
    assertThat(gate.begin(5, later)).isEqualTo(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> waiting = threads.submit(() -> gate.begin(5, later));
      Awaitility.await().until(gate::isWaitedFor);
      assertThat(gate.begin(1, time.instant().plusMillis(1))).isZero();
      gate.end(1);
      assertThat(waiting.get()).isEqualTo(1);
    }
    time.advance(Duration.ofSeconds(61));
    gate.end(1);
    assertThat(gate.begin(1, later)).as("too late, though there is room").isZero();
  }

  /** A gate that has grown to its ceiling. */
  private Gate settledAt(int concurrency) throws InterruptedException {
    Gate gate = gate(concurrency);
    for (int i = 0; i < 60; i++) {
      round(gate, Duration.ofMillis(50), YES);
    }
    assertThat(room(gate)).isEqualTo(concurrency);
    return gate;
  }

  /** As many attempts as there may be, all at a time. */
  private void round(Gate gate, Duration latency, Attempt... answers) throws InterruptedException {
    int places = takeAll(gate);
    long begun = time.timing().nanos().getAsLong();
    time.advance(latency);
    for (int i = 0; i < places; i++) {
      gate.end(begun, answers[i % answers.length]);
    }
  }

  private int room(Gate gate) throws InterruptedException {
    int places = takeAll(gate);
    gate.end(places);
    return places;
  }

  private int takeAll(Gate gate) throws InterruptedException {
    List<Integer> taken = new ArrayList<>();
    // No wait: the time is up as soon as there is none.
    for (int some = begin(gate); some > 0; some = begin(gate)) {
      taken.add(some);
    }
    return taken.stream().mapToInt(Integer::intValue).sum();
  }

  private int begin(Gate gate) throws InterruptedException {
    return gate.begin(10_000, time.instant());
  }

  private Gate gate(int concurrency) {
    return new Gate("demo", concurrency, new Breaker("demo", time), time.timing());
  }
}
