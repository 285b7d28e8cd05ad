package dev.blast.dispatch;

import java.time.Duration;

/**
 * How hard a dispatcher tries.
 *
 * @param inFlight requests one shard may have in flight, at least 1
 * @param tries for one request or entry before the dispatch stops at its checkpoint, at least 1
 * @param firstDelay before the second try; doubles from there, with jitter
 * @param maxDelay the longest wait between two tries
 */
public record DispatchSettings(int inFlight, int tries, Duration firstDelay, Duration maxDelay) {

  public static final DispatchSettings DEFAULT =
      new DispatchSettings(4, 10, Duration.ofMillis(50), Duration.ofSeconds(5));
}
