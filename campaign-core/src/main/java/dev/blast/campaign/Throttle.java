package dev.blast.campaign;

import java.time.Duration;

/** The throughput asked for. */
public sealed interface Throttle {

  /** As fast as the channel takes it. */
  record Unlimited() implements Throttle {}

  /**
   * At most this many recipients released in any period of this length.
   *
   * @param recipients at least 1
   * @param period one second or one minute
   */
  record Limit(int recipients, Duration period) implements Throttle {}
}
