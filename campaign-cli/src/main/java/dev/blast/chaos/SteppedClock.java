package dev.blast.chaos;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that jumps half a minute forth, and some seconds later back again. Thread-safe. */
final class SteppedClock implements InstantSource {

  private static final Duration STEP = Duration.ofSeconds(30);
  private static final long PERIOD_SECONDS = 12;

  private final InstantSource clock;
  private final Injected injected;
  private final Instant start;
  private boolean ahead;

  SteppedClock(InstantSource clock, Injected injected) {
    this.clock = clock;
    this.injected = injected;
    this.start = clock.instant();
  }

  @Override
  public synchronized Instant instant() {
    Instant now = clock.instant();
    long seconds = Duration.between(start, now).toSeconds();
    boolean jumped = seconds % PERIOD_SECONDS >= PERIOD_SECONDS / 2;
    if (jumped != ahead) {
      ahead = jumped;
      injected.count(Fault.STEPPED_CLOCK);
    }
    return ahead ? now.plus(STEP) : now;
  }
}
