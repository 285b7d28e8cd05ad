package dev.blast.delivery;

import java.time.Duration;

/**
 * How much of a sender's invocation is for attempts: some of it is kept back at its end, and some
 * passes before the first attempt begins. Pure arithmetic.
 */
public final class InvocationTime {

  private static final int PARTS = 6;

  /**
   * Kept back at the end for recording answers, postponing and answering: a ledger that has trouble
   * takes seconds. At most a sixth of the time.
   */
  private static final Duration RESERVE = Duration.ofSeconds(10);

  /**
   * What may pass before the first attempt begins: the run is looked up, its secrets are read, its
   * envelope is claimed. At most a sixth of the time.
   */
  private static final Duration TO_BEGIN = Duration.ofSeconds(5);

  private InvocationTime() {}

  /**
   * How long attempts may go on in an invocation that has this much time left; from 0 s.
   *
   * @param left 0 s or more
   */
  public static Duration forAttempts(Duration left) {
    return left.minus(atMostASixth(left, RESERVE));
  }

  /**
   * The longest attempt that fits into an invocation, in whole seconds: one that begins within
   * {@link #toBegin} ends in time. 0 s when no attempt of a second fits.
   *
   * @param timeout of the invocation, 0 s or more
   */
  public static Duration longestAttempt(Duration timeout) {
    return Duration.ofSeconds(forAttempts(timeout).minus(toBegin(timeout)).toSeconds());
  }

  /** What may pass before the first attempt begins. */
  static Duration toBegin(Duration timeout) {
    return atMostASixth(timeout, TO_BEGIN);
  }

  private static Duration atMostASixth(Duration whole, Duration most) {
    Duration sixth = whole.dividedBy(PARTS);
    return sixth.compareTo(most) < 0 ? sixth : most;
  }
}
