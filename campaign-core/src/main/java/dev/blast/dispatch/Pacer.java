package dev.blast.dispatch;

import dev.blast.campaign.Throttle;
import java.time.Duration;
import java.time.Instant;

/**
 * When recipients may be released, so that the throughput asked for is kept. Pure arithmetic: it
 * never waits and reads no clock. Thread-safe.
 *
 * <p>Recipients are laid end to end on a line of time, each taking {@code period ÷ recipients} of
 * it; a reservation takes the next free piece, and never one in the past.
 */
public final class Pacer {

  private final long nanosPerRecipient;
  private Instant free = Instant.MIN;

  public Pacer(Throttle throttle) {
    this.nanosPerRecipient =
        switch (throttle) {
          case Throttle.Unlimited() -> 0;
          case Throttle.Limit(int recipients, Duration period) ->
              Math.ceilDiv(period.toNanos(), recipients);
        };
  }

  /**
   * Reserves the release of {@code recipients} together.
   *
   * @return how long after {@code now} they may be released; zero when at once
   */
  public synchronized Duration reserve(int recipients, Instant now) {
    if (nanosPerRecipient == 0) {
      return Duration.ZERO;
    }
    Instant release = free.isAfter(now) ? free : now;
    free = release.plusNanos(nanosPerRecipient * recipients);
    return Duration.between(now, release);
  }
}
