package dev.blast.dispatch;

import dev.blast.campaign.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Keeps a throughput. Pure arithmetic: it never waits and reads no clock. Thread-safe.
 *
 * <p>Two rules. A <em>line</em> spreads the releases: {@code n} recipients take {@code n ÷ rate} of
 * it, and nobody is released before their piece begins. <em>Windows</em> are the ceiling: in no
 * half-open window of one second are more released than the rate, rounded up to a whole recipient;
 * with a rate per minute, in none of one minute more than that either. Who comes late by up to a
 * second finds their piece of the line kept, so that waking late costs no throughput; a longer
 * silence is forgotten, so that it is not followed by more than the line gives.
 *
 * <p>An envelope that is larger than a second's rate cannot keep the ceiling: it is released alone,
 * at least a second after the one before, and its piece of the line keeps the rate in the long run.
 *
 * <p>When the clock is set back, no time passes until it goes on.
 */
public final class Pacer implements Pace {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** Clocks read by several threads differ in their order by far less; more is a step back. */
  private static final Duration DISORDER = Duration.ofSeconds(1);

  private Throttle throttle;
  private final ReleaseWindow second = new ReleaseWindow(SECOND, Long.MAX_VALUE);
  private List<ReleaseWindow> windows = List.of(second);

  private Instant latest = Instant.MIN;

  /** The time that passed since the first question, in nanoseconds. */
  private long elapsed;

  /** Where the line is free, in the same time. */
  private long free;

  public Pacer(Throttle throttle) {
    this.throttle = throttle;
    limit(throttle);
  }

  @Override
  public synchronized Turn turn(int recipients, Instant now) {
    long at = at(now);
    if (at - free > SECOND) {
      free = at;
    }
    long earliest = free;
    for (ReleaseWindow window : windows) {
      earliest = Math.max(earliest, window.earliest(recipients, at));
    }
    if (earliest > at) {
      return new Turn.NotBefore(now.plusNanos(earliest - at));
    }
    windows.forEach(window -> window.add(recipients, at));
    free += piece(recipients);
    return new Turn.Now();
  }

  /**
   * Asks for another throughput from now on; the same one changes nothing.
   *
   * <p>The seconds that straddle the change hold at most the new rate as soon as anybody was
   * released after it, so a lower rate pauses for up to a second first. A minute is counted from
   * the change: counting what a higher rate released before it would stop a run for a minute.
   */
  public synchronized void change(Throttle asked, Instant now) {
    if (asked.equals(throttle)) {
      return;
    }
    throttle = asked;
    free = at(now);
    limit(asked);
  }

  private void limit(Throttle asked) {
    switch (asked) {
      case Throttle.Unlimited() -> {
        second.limit(Long.MAX_VALUE);
        windows = List.of(second);
      }
      case Throttle.Limit limit -> {
        second.limit(limit.perSecond());
        long period = limit.period().toNanos();
        windows =
            period == SECOND
                ? List.of(second)
                : List.of(second, new ReleaseWindow(period, limit.recipients()));
      }
    }
  }

  /** How much of the line so many recipients take. */
  private long piece(int recipients) {
    return switch (throttle) {
      case Throttle.Unlimited() -> 0;
      case Throttle.Limit(int limit, Duration period) ->
          Math.ceilDiv(Math.multiplyExact(period.toNanos(), (long) recipients), limit);
    };
  }

  private long at(Instant now) {
    if (latest.equals(Instant.MIN)) {
      latest = now;
    }
    Duration passed = Duration.between(latest, now);
    if (passed.isPositive()) {
      elapsed += passed.toNanos();
      latest = now;
    } else if (passed.plus(DISORDER).isNegative()) {
      latest = now;
    }
    return elapsed;
  }
}
