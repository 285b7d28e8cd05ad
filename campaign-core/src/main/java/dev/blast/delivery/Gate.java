package dev.blast.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much of one channel this process uses: attempts in flight, and envelopes claimed to feed
 * them. Nobody waits here longer than they said. Thread-safe.
 *
 * <p>Few envelopes are claimed at a time, because those of a sender that dies are in doubt: their
 * recipients are at most four times the channel's concurrency, or those of four envelopes where
 * that is more. Four, because envelopes that end together share a write of the ledger.
 */
final class Gate {

  /** Permits taken at a time are this part of all: a wait for each would cost as much as a send. */
  private static final int PARTS = 16;

  /** Envelopes claimed at a time, where each is as large as the concurrency or larger. */
  private static final int ENVELOPES = 4;

  private final int concurrency;
  private final Semaphore claims;
  private final Semaphore attempts;
  private final InstantSource clock;

  /**
   * @param concurrency attempts in flight at a time, at most
   */
  Gate(int concurrency, InstantSource clock) {
    this.concurrency = concurrency;
    this.claims = new Semaphore(Math.multiplyExact(ENVELOPES, concurrency), true);
    this.attempts = new Semaphore(concurrency);
    this.clock = clock;
  }

  /** Waits for leave to claim an envelope; false when there was none until then. */
  boolean enter(int recipients, Instant until) throws InterruptedException {
    return acquire(claims, weight(recipients), until);
  }

  /** The envelope is settled. */
  void leave(int recipients) {
    claims.release(weight(recipients));
  }

  /**
   * Waits for leave to begin some attempts.
   *
   * @param wanted at least 1
   * @return how many may begin, each to be followed by {@link #end}; 0 when there was no leave
   *     until then
   */
  int begin(int wanted, Instant until) throws InterruptedException {
    int some = Math.min(wanted, Math.max(1, concurrency / PARTS));
    return acquire(attempts, some, until) ? some : 0;
  }

  /** So many attempts have ended, or were not begun after all. */
  void end(int some) {
    attempts.release(some);
  }

  private int weight(int recipients) {
    return Math.min(recipients, concurrency);
  }

  private boolean acquire(Semaphore permits, int count, Instant until) throws InterruptedException {
    Duration patience = Duration.between(clock.instant(), until);
    if (patience.isNegative()) {
      return false;
    }
    // A wait with a time-out costs a timer, also where there is nothing to wait for.
    return permits.tryAcquire(count)
        || permits.tryAcquire(count, patience.toNanos(), TimeUnit.NANOSECONDS);
  }
}
