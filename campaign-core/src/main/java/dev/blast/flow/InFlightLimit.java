package dev.blast.flow;

/**
 * How many requests to somebody may be in flight, learned from how they are answered. Pure
 * arithmetic on the times it is told; not thread-safe.
 *
 * <p>It goes by rounds, a round being as many requests as the limit allows. After a round whose
 * mean latency held, the limit grows by a step, a thirty-second of its maximum, provided that all
 * of it was used; after one whose mean was {@value #TOO_SLOW} times the least, it shrinks by a
 * step. A refused request, which was throttled, timed out or found nobody, halves it, once a round
 * trip: what was under way at the time says nothing new. (Additive increase and multiplicative
 * decrease, as in RFC 5681, section 3.1, with the least latency as TCP Vegas uses it.)
 *
 * <p>The least latency is of its time: after {@value #ROUNDS_DOUBTED} rounds in a row that did not
 * hold it is forgotten, and measured again at half the limit. So neither larger requests nor
 * somebody who became slower keep the limit down for good, and a limit that only makes requests
 * wait for each other does not creep up.
 */
public final class InFlightLimit {

  /** A round of up to so many times the least latency lets the limit grow. */
  private static final int HOLDS = 2;

  private static final int TOO_SLOW = 3;
  private static final int ROUNDS_DOUBTED = 20;

  /** From one to the maximum in so many rounds. */
  private static final int STEPS = 32;

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final int max;
  private final int step;
  private final int leastRound;
  private final long quick;
  private int limit;

  private long leastMean = UNKNOWN;
  private int roundsDoubted;
  private long halvedAt;
  private boolean halvedEver;

  private int taken;
  private long nanos;
  private boolean used;

  /**
   * @param first the limit to begin with, 1..{@code max}
   * @param leastRound answers that a round has at least: more of them where latencies differ much
   * @param quick nanoseconds; what is quicker than this differs for reasons that say nothing
   */
  public InFlightLimit(int first, int max, int leastRound, long quick) {
    if (first < 1 || first > max) {
      throw new IllegalArgumentException("the first limit is 1 to " + max + ", not " + first);
    }
    this.limit = first;
    this.max = max;
    this.step = Math.ceilDiv(max, STEPS);
    this.leastRound = leastRound;
    this.quick = quick;
  }

  /** Requests that may be in flight now: 1..max. */
  public int requests() {
    return limit;
  }

  /**
   * A request was answered as it should.
   *
   * @param begun when it was sent, and {@code ended} when it was answered: nanoseconds of one
   *     monotonic clock
   * @param full whether the limit was reached while it was in flight
   */
  public void taken(long begun, long ended, boolean full) {
    taken++;
    nanos += ended - begun;
    used |= full;
    if (taken >= Math.max(limit, leastRound)) {
      endRound();
    }
  }

  /** A request was throttled, timed out, or failed in another way that asks for less. */
  public void refused(long begun, long ended) {
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
    leastMean = Math.max(quick, Math.min(leastMean, mean));
    boolean holds = mean <= leastMean * HOLDS;
    roundsDoubted = holds ? 0 : roundsDoubted + 1;
    if (roundsDoubted >= ROUNDS_DOUBTED) {
      roundsDoubted = 0;
      leastMean = UNKNOWN;
      limit = Math.max(1, limit / 2);
    } else if (holds && used) {
      limit = Math.min(max, limit + step);
    } else if (mean >= leastMean * TOO_SLOW) {
      limit = Math.max(1, limit - step);
    }
    beginRound();
  }

  private void beginRound() {
    taken = 0;
    nanos = 0;
    used = false;
  }
}
