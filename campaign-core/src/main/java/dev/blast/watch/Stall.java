package dev.blast.watch;

import java.time.Duration;
import java.time.Instant;

/** Tells when a run that could go on does not, and what to do about it. Pure; not thread-safe. */
final class Stall {

  /** Counters that a dead process left behind are put right after this long without an outcome. */
  static final Duration RECOUNT = Duration.ofSeconds(90);

  /** What an empty queue has lost is dispatched again after this long: depths are approximate. */
  static final Duration EMPTY = Duration.ofMinutes(3);

  /** A queue that is not empty holds other runs' messages, or some that nobody gets to see. */
  static final Duration SILENT = Duration.ofMinutes(20);

  /** So many passes one after the other without an outcome: another one would change nothing. */
  private static final int FRUITLESS_PASSES = 2;

  private long settled = -1;
  private Instant since = Instant.MIN;
  private Instant emptySince = Instant.MAX;
  private boolean recounted;
  private int fruitless;

  /** What is to be done. */
  enum Advice {
    NOTHING,
    RECOUNT,
    DISPATCH_AGAIN,
    /** Passes do not help. */
    TELL
  }

  /**
   * @param settledNow recipients with an outcome
   * @param waits whether the run stands still because somebody asked for it
   * @param queueEmpty whether the queue says that it holds no message
   * @param pace how long it is from one message to the next at the rate that is asked for: nobody
   *     has an outcome meanwhile, and nothing is wrong
   */
  Advice look(Instant now, long settledNow, boolean waits, boolean queueEmpty, Duration pace) {
    if (!queueEmpty) {
      emptySince = Instant.MAX;
    } else if (emptySince.equals(Instant.MAX)) {
      emptySince = now;
    }
    if (settledNow != settled || waits || now.isBefore(since)) {
      fruitless = settledNow == settled ? fruitless : 0;
      settled = settledNow;
      again(now);
      return Advice.NOTHING;
    }
    Duration silent = Duration.between(since, now).minus(pace);
    if (!recounted && silent.compareTo(RECOUNT) >= 0) {
      recounted = true;
      return Advice.RECOUNT;
    }
    boolean empty =
        silent.compareTo(EMPTY) >= 0
            && !emptySince.isAfter(now)
            && Duration.between(emptySince, now).compareTo(EMPTY) >= 0;
    if (!empty && silent.compareTo(SILENT) < 0) {
      return Advice.NOTHING;
    }
    again(now);
    fruitless++;
    return fruitless > FRUITLESS_PASSES ? Advice.TELL : Advice.DISPATCH_AGAIN;
  }

  private void again(Instant now) {
    since = now;
    recounted = false;
    emptySince = Instant.MAX;
  }
}
