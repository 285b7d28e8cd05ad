package dev.blast.delivery;

import dev.blast.delivery.Attempt.Fault;
import dev.blast.flow.InFlightLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much of one channel this process uses: attempts in flight, and envelopes claimed to feed
 * them. Nobody waits here longer than they said. Thread-safe.
 *
 * <p>Few envelopes are claimed at a time, because those of a sender that dies are in doubt: their
 * recipients are at most four times the channel's concurrency, or those of four envelopes where
 * that is more. Four, because envelopes that end together share a write of the ledger.
 *
 * <p>How many attempts may be in flight is learned ({@link InFlightLimit}): it begins with a
 * quarter of the concurrency, which is its ceiling, or 16, grows while the provider takes messages
 * as quickly as before, and halves when it throttles or times out a tenth of the attempts. A single
 * "too many requests" among hundreds of answers is no reason to halve what the others get.
 */
final class Gate {

  /**
   * Permits taken at a time are this part of the concurrency, or a quarter of what there is: a wait
   * for each would cost as much as a send.
   */
  private static final int PARTS = 16;

  /** Envelopes claimed at a time, where each is as large as the concurrency or larger. */
  private static final int ENVELOPES = 4;

  /** Attempts in flight to begin with, where a quarter of the concurrency is less. */
  private static final int FIRST = 16;

  /** Fewer latencies than this say little: one slow answer among four is no slow provider. */
  private static final int LEAST_ROUND = 32;

  /** In nanoseconds: below 5 ms it is this machine that makes the difference. */
  private static final long QUICK = 5_000_000;

  /** The share of attempts that ask for less, from which on there is less. */
  private static final double TOO_MANY = 0.1;

  /** An attempt's weight in the share of the last ones. */
  private static final double WEIGHT = 1 / 64.0;

  private final String provider;
  private final Breaker breaker;
  private final ChannelHealth health;
  private final int concurrency;
  private final Timing timing;
  private final Semaphore claims;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final InFlightLimit limit;
  private int inFlight;
  private int waiting;
  private boolean full;
  private double pushback;

  /**
   * @param concurrency attempts in flight at a time, at most
   * @param breaker shared by all gates to the same provider
   */
  Gate(String provider, int concurrency, Breaker breaker, Timing timing) {
    this.provider = provider;
    this.breaker = breaker;
    this.health = new ChannelHealth(timing.clock());
    this.concurrency = concurrency;
    this.timing = timing;
    this.claims = new Semaphore(Math.multiplyExact(ENVELOPES, concurrency), true);
    this.limit = new InFlightLimit(first(concurrency), concurrency, LEAST_ROUND, QUICK);
  }

  private static int first(int concurrency) {
    return Math.min(concurrency, Math.max(FIRST, concurrency / 4));
  }

  Breaker breaker() {
    return breaker;
  }

  ChannelHealth health() {
    return health;
  }

  /** Waits for leave to claim an envelope; false when there was none until then. */
  boolean enter(int recipients, Instant until) throws InterruptedException {
    Duration patience = patience(until);
    if (patience.isNegative()) {
      return false;
    }
    // A wait with a time-out costs a timer, also where there is nothing to wait for.
    int weight = weight(recipients);
    return claims.tryAcquire(weight)
        || claims.tryAcquire(weight, patience.toNanos(), TimeUnit.NANOSECONDS);
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
    Duration patience = patience(until);
    if (patience.isNegative()) {
      return 0;
    }
    lock.lockInterruptibly();
    try {
      return awaitRoom(patience) ? take(wanted) : 0;
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitRoom(Duration patience) throws InterruptedException {
    int free = limit.requests() - inFlight;
    if (free > 0 && (waiting == 0 || free >= part())) {
      return true;
    }
    long nanos = patience.toNanos();
    waiting++;
    try {
      do {
        if (nanos <= 0) {
          return false;
        }
        nanos = room.awaitNanos(nanos);
      } while (inFlight >= limit.requests());
      return true;
    } finally {
      waiting--;
    }
  }

  private int take(int wanted) {
    int free = limit.requests() - inFlight;
    int some = Math.min(Math.min(wanted, free), part());
    inFlight += some;
    full |= some == free;
    callNext();
    return some;
  }

  private int part() {
    return Math.max(1, Math.min(concurrency / PARTS, limit.requests() / 4));
  }

  /** Whether somebody waits in {@link #begin}. */
  boolean isWaitedFor() {
    lock.lock();
    try {
      return waiting > 0;
    } finally {
      lock.unlock();
    }
  }

  /** So many attempts were not begun after all. */
  void end(int some) {
    lock.lock();
    try {
      giveBack(some);
    } finally {
      lock.unlock();
    }
  }

  /** An attempt has ended that began at {@code begun}, in nanoseconds of {@link Timing}. */
  void end(long begun, Attempt attempt) {
    long ended = timing.nanos().getAsLong();
    lock.lock();
    try {
      learn(begun, ended, attempt);
      giveBack(1);
    } finally {
      lock.unlock();
    }
  }

  private void learn(long begun, long ended, Attempt attempt) {
    Fault fault = attempt.fault();
    pushback += ((fault.asksForLess() ? 1 : 0) - pushback) * WEIGHT;
    if (fault.asksForLess() && pushback >= TOO_MANY) {
      limit.refused(begun, ended);
    } else if (attempt instanceof Attempt.Accepted) {
      // Only these: nobody is as quick as a provider that is down.
      limit.taken(begun, ended, full);
      full = inFlight >= limit.requests();
    }
  }

  private void giveBack(int some) {
    inFlight -= some;
    callNext();
  }

  /** One of those who wait, when there is as much room as they take at a time. */
  private void callNext() {
    if (waiting > 0 && limit.requests() - inFlight >= part()) {
      room.signal();
    }
  }

  /** Why there is not more; nothing when there is as much as the campaign allows. */
  List<Hindrance> hindrances() {
    lock.lock();
    try {
      List<Hindrance> all = new ArrayList<>(2);
      if (pushback >= TOO_MANY) {
        all.add(new Hindrance.Pushback(provider, (int) Math.round(pushback * 100)));
      }
      if (waiting > 0 && limit.requests() < first(concurrency)) {
        all.add(new Hindrance.Narrowed(provider, limit.requests(), concurrency));
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  private int weight(int recipients) {
    return Math.min(recipients, concurrency);
  }

  private Duration patience(Instant until) {
    return Duration.between(timing.clock().instant(), until);
  }
}
