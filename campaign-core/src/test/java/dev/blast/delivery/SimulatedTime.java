package dev.blast.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** A clock that goes when it is told to. Thread-safe. */
public final class SimulatedTime implements InstantSource {

  private final Instant start;
  private Instant now;

  public SimulatedTime(Instant start) {
    this.start = start;
    this.now = start;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }

  /** Goes on to {@code then}, unless it is later already. */
  public synchronized void advanceTo(Instant then) {
    now = then.isAfter(now) ? then : now;
  }

  /** Pauses pass at once, and take their time here. */
  public Timing timing() {
    return new Timing(this, () -> ChronoUnit.NANOS.between(start, instant()), this::advance);
  }
}
