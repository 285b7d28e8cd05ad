package dev.blast.delivery;

import dev.blast.outcome.Reason;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps attempts from a provider that is out of order. When half of the last {@value #WINDOW}
 * attempts found it so, and there were {@value #LEAST} of them, it opens, and nothing is attempted
 * for a while; then {@value #PROBES} attempts go through, and their answers decide. Each while is
 * twice the last, from a second to a minute, jittered. Thread-safe; nobody waits here.
 *
 * <p>A refusal and "too many requests" are answers of a provider that is in order.
 */
final class Breaker {

  static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final int WINDOW = 100;
  private static final int LEAST = 20;
  private static final int PROBES = 3;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  /** Before somebody asks again what the probes came to. */
  private static final Duration PROBING = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final CircuitBreaker machine;
  private volatile Instant openUntil = Instant.EPOCH;
  private volatile Reason because = Reason.NONE;
  private final AtomicInteger openings = new AtomicInteger();

  /** Successes that are told the library, down from the last failure; see {@link #answered}. */
  private final AtomicInteger listening = new AtomicInteger();

  Breaker(String provider, InstantSource clock) {
    this.clock = clock;
    IntervalFunction waits =
        IntervalFunction.ofExponentialRandomBackoff(FIRST_WAIT, 2.0, 0.25, LONGEST_WAIT);
    this.machine =
        CircuitBreaker.of(
            provider,
            CircuitBreakerConfig.custom()
                .slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(LEAST)
                .failureRateThreshold(50)
                .permittedNumberOfCallsInHalfOpenState(PROBES)
                .waitIntervalFunctionInOpenState(opening -> opened(waits.apply(opening)))
                .clock(clock.withZone(ZoneOffset.UTC))
                .build());
  }

  /** The library asks for the wait as it opens, and tells nobody. */
  private long opened(long millis) {
    long wait = Math.min(millis, LONGEST_WAIT.toMillis());
    openings.incrementAndGet();
    openUntil = clock.instant().plusMillis(wait + 1);
    return wait;
  }

  /** Leave to make one attempt. */
  enum Leave {
    /** Nothing may be attempted; there is nothing to end. */
    NONE,
    USUAL,
    /** One of the few that decide whether the provider is back. */
    PROBE
  }

  /** Whether an attempt may begin now; one that may is followed by {@link #answered}. */
  Leave begin() {
    if (!machine.tryAcquirePermission()) {
      return Leave.NONE;
    }
    return machine.getState() == State.HALF_OPEN ? Leave.PROBE : Leave.USUAL;
  }

  /** An attempt has ended. */
  void answered(Leave leave, Attempt attempt) {
    State state = machine.getState();
    if (state == State.OPEN || (state == State.HALF_OPEN && leave != Leave.PROBE)) {
      // It began before, and says nothing of how the provider is now.
      return;
    }
    if (attempt.fault().outOfOrder()) {
      failed(attempt);
    } else if (state == State.HALF_OPEN || listening.get() > 0) {
      // A window of nothing but successes needs as many failures as an empty one, or more: those
      // far from any failure are not told, and cost nothing.
      listening.decrementAndGet();
      machine.onSuccess(0, TimeUnit.NANOSECONDS);
    }
  }

  private void failed(Attempt attempt) {
    because = reason(attempt);
    listening.set(WINDOW);
    machine.onError(0, TimeUnit.NANOSECONDS, new Failure());
  }

  private static Reason reason(Attempt attempt) {
    return switch (attempt) {
      case Attempt.Accepted _ -> Reason.NONE;
      case Attempt.Refused refused -> refused.reason();
      case Attempt.Misconfigured misconfigured -> misconfigured.reason();
      case Attempt.Deferred deferred -> deferred.reason();
      case Attempt.Unconfirmed unconfirmed -> unconfirmed.reason();
    };
  }

  /** Whether attempts may begin as usual. */
  boolean closed() {
    return machine.getState() == State.CLOSED;
  }

  /**
   * How long nothing may be begun, jittered so that not everybody comes back at a time; zero when
   * something may.
   */
  Duration hold() {
    if (closed() || mayProbe()) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(clock.instant(), openUntil);
    if (machine.getState() == State.OPEN && left.compareTo(LONGEST_WAIT.plusMillis(1)) > 0) {
      // The clock was set back; waiting for it to come again may take for ever.
      machine.transitionToHalfOpenState();
      return Duration.ZERO;
    }
    Duration least = left.isPositive() ? left : PROBING;
    double more = ThreadLocalRandom.current().nextDouble() / 4;
    return least.plusMillis((long) (least.toMillis() * more));
  }

  private boolean mayProbe() {
    boolean may = machine.tryAcquirePermission();
    if (may) {
      machine.releasePermission();
    }
    return may;
  }

  /** What there is to say while attempts are held. */
  Optional<Hindrance> hindrance() {
    return switch (machine.getState()) {
      case OPEN ->
          Optional.of(new Hindrance.Suspended(machine.getName(), openUntil, because.code()));
      case HALF_OPEN -> Optional.of(new Hindrance.Probed(machine.getName(), because.code()));
      default -> Optional.empty();
    };
  }

  /** How often attempts were suspended, and why last; empty when never. */
  Optional<String> history() {
    int times = openings.get();
    return times == 0
        ? Optional.empty()
        : Optional.of(
            "attempts at "
                + machine.getName()
                + " were suspended "
                + (times == 1 ? "once" : times + " times")
                + "; last: "
                + because.code());
  }

  /** What the library is told of a failure; it has no use for a stack. */
  private static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure() {
      super("out of order", null, false, false);
    }
  }
}
