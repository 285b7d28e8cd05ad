package dev.blast.dispatch;

import java.time.Duration;

/**
 * How hard a dispatcher tries.
 *
 * @param inFlight batches of one shard that are cut and not acknowledged, at least 1: what bounds
 *     memory, and how far the oldest may lag behind. How many of them are requests at a time is the
 *     queue's to decide ({@link AdaptiveQueue})
 * @param tries for one request or entry before the dispatch stops at its checkpoint, at least 1
 * @param firstDelay before the second try; doubles from there, with jitter
 * @param maxDelay the longest wait between two tries
 */
public record DispatchSettings(int inFlight, int tries, Duration firstDelay, Duration maxDelay) {

  public static final DispatchSettings DEFAULT =
      new DispatchSettings(AdaptiveQueue.MOST, 10, Duration.ofMillis(50), Duration.ofSeconds(5));
}
