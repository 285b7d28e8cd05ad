package dev.blast.aws;

import java.time.Duration;

/** Durations as SQS counts them. */
final class Seconds {

  private Seconds() {}

  /** Whole seconds, never fewer than the duration; 0 for a negative one. */
  static int roundedUp(Duration duration) {
    return duration.isNegative() ? 0 : Math.toIntExact(duration.plusNanos(999_999_999).toSeconds());
  }
}
