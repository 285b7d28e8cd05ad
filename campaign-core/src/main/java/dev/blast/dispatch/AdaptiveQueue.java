package dev.blast.dispatch;

import dev.blast.flow.InFlightLimit;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A queue with as many requests in flight as it takes well: more while it answers quickly, half as
 * many when it throttles or times out. One for all shards that a process dispatches, because they
 * share its quota, its connections and its machine. Thread-safe; {@link #send} blocks until it is
 * its turn, and then as long as the queue's.
 *
 * <p>A request that waits before it is repeated, or for room in front of the queue, holds no place
 * here: decorate the queue itself, below everything that waits.
 */
public final class AdaptiveQueue implements EnvelopeQueue {

  /**
   * Requests in flight to begin with: what one connection pool and one core are surely good for.
   */
  public static final int FIRST = 4;

  /**
   * Requests in flight, at most. At 10 ms each they are 32,000 messages a second, more than a
   * process can pack.
   */
  public static final int MOST = 32;

  /** A millisecond, in nanoseconds. */
  static final long QUICK = 1_000_000;

  private final EnvelopeQueue queue;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final InFlightLimit limit;
  private int inFlight;

  /**
   * @param nanos a monotonic clock, in nanoseconds: {@code System::nanoTime}
   */
  public AdaptiveQueue(EnvelopeQueue queue, LongSupplier nanos) {
    this(queue, nanos, new InFlightLimit(FIRST, MOST, 1, QUICK));
  }

  AdaptiveQueue(EnvelopeQueue queue, LongSupplier nanos, InFlightLimit limit) {
    this.queue = queue;
    this.nanos = nanos;
    this.limit = limit;
  }

  /** Requests that may be in flight now, 1..{@link #MOST}. */
  public int limit() {
    lock.lock();
    try {
      return limit.requests();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Unsent> send(List<Entry> entries) {
    boolean full = enter();
    long begun = nanos.getAsLong();
    boolean refused = true;
    try {
      List<Unsent> unsent = queue.send(entries);
      refused = isRefusal(unsent, entries.size());
      return unsent;
    } finally {
      leave(begun, refused, full);
    }
  }

  /**
   * A few failed entries are no sign of too many requests, but of a partition that is away; half of
   * them are.
   */
  private static boolean isRefusal(List<Unsent> unsent, int entries) {
    long failed = unsent.stream().filter(each -> !each.senderFault()).count();
    return failed > 0 && failed * 2 >= entries;
  }

  /** Answers whether this request takes the last place. */
  private boolean enter() {
    lock.lock();
    try {
      while (inFlight >= limit.requests()) {
        room.awaitUninterruptibly();
      }
      inFlight++;
      return inFlight >= limit.requests();
    } finally {
      lock.unlock();
    }
  }

  private void leave(long begun, boolean refused, boolean full) {
    lock.lock();
    try {
      inFlight--;
      if (refused) {
        limit.refused(begun, nanos.getAsLong());
      } else {
        limit.taken(begun, nanos.getAsLong(), full);
      }
      // As many as there are places now, and not all who wait, who may be many.
      for (int places = limit.requests() - inFlight; places > 0; places--) {
        room.signal();
      }
    } finally {
      lock.unlock();
    }
  }
}
