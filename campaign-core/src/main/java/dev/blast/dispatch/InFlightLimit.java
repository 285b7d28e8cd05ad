package dev.blast.dispatch;

/**
 * How many requests to a queue may be in flight, learned from how it answers. Pure arithmetic on
 * the times it is told; not thread-safe.
 *
 * <p>It goes by rounds, a round being as many requests as the limit allows. After a round whose
 * mean latency held, the limit grows by one, provided that all of it was used; after one whose mean
 * was {@value #TOO_SLOW} times the least, it shrinks by one. A refused request, which was
 * throttled, timed out or found nobody, halves it, once a round trip: what was under way at the
 * time says nothing new. (Additive increase and multiplicative decrease, as in RFC 5681, section
 * 3.1, with the least latency as TCP Vegas uses it.)
 *
 * <p>The least latency is of its time: after {@value #ROUNDS_REMEMBERED} rounds it is forgotten and
 * measured again at half the limit. So neither larger envelopes nor a queue that became slower keep
 * the limit down for good, and a limit that only makes requests wait for each other does not creep
 * up.
 */
final class InFlightLimit {

  /** A round of up to so many times the least latency lets the limit grow. */
  private static final int HOLDS = 2;

  private static final int TOO_SLOW = 3;
  private static final int ROUNDS_REMEMBERED = 200;
  private static final long UNKNOWN = Long.MAX_VALUE;

  private final int max;
  private int limit;

  private long leastMean = UNKNOWN;
  private int roundsSinceForgotten;
  private long halvedAt;
  private boolean halvedEver;

  private int taken;
  private long nanos;
  private boolean used;

  /**
   * @param first the limit to begin with, 1..{@code max}
   */
  InFlightLimit(int first, int max) {
    if (first < 1 || first > max) {
      throw new IllegalArgumentException("the first limit is 1 to " + max + ", not " + first);
    }
    this.limit = first;
    this.max = max;
  }

  /** Requests that may be in flight now: 1..max. */
  int requests() {
    return limit;
  }

  /**
   * A request was answered as it should.
   *
   * @param begun when it was sent, and {@code ended} when it was answered: nanoseconds of one
   *     monotonic clock
   * @param full whether the limit was reached while it was in flight
   */
  void taken(long begun, long ended, boolean full) {
    taken++;
    nanos += ended - begun;
    used |= full;
    if (taken >= limit) {
      endRound();
    }
  }

  /** A request was throttled, timed out, or failed in another way that asks for less. */
  void refused(long begun, long ended) {
    if (halvedEver && begun - halvedAt < 0) {
      return;
    }
    halvedEver = true;
    halvedAt = ended;
    limit = Math.max(1, limit / 2);
    beginRound();
  }

  private void endRound() {
    long mean = nanos / taken;
    leastMean = Math.min(leastMean, mean);
    if (++roundsSinceForgotten >= ROUNDS_REMEMBERED) {
      roundsSinceForgotten = 0;
      leastMean = UNKNOWN;
      limit = Math.max(1, limit / 2);
    } else if (mean <= leastMean * HOLDS && used) {
      limit = Math.min(max, limit + 1);
    } else if (mean >= leastMean * TOO_SLOW) {
      limit = Math.max(1, limit - 1);
    }
    beginRound();
  }

  private void beginRound() {
    taken = 0;
    nanos = 0;
    used = false;
  }
}
