package dev.blast.sender.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait for their next request, and the rule which of them may carry it.
 *
 * <ul>
 *   <li>For {@link #PROBATION} from the first answer on, none: what a server sends beyond its
 *       answer may come a moment later, held back until the answer is acknowledged (Nagle's
 *       algorithm, RFC 1122, 4.2.3.4), and right behind the next request.
 *   <li>A server that once sent bytes beyond its answer is asked once over each connection, for
 *       good: what is on its way cannot be told from an answer.
 *   <li>So is one that closed a connection within {@link #PROMPT} of its answer, for as long as it
 *       does so: one connection is kept and left alone; when it is still open after that time,
 *       connections are used again.
 *   <li>Where a connection was found closed after a longer rest, none is used again that has rested
 *       half as long.
 * </ul>
 *
 * <p>Thread-safe.
 */
final class Links {

  /** More than the 40 ms for which an acknowledgement is held back, and a way there and back. */
  static final Duration PROBATION = Duration.ofMillis(100);

  private static final long NEVER = Long.MIN_VALUE;

  /** A server that closes a connection this soon does not close it because it was idle. */
  static final Duration PROMPT = Duration.ofSeconds(1);

  private final ConcurrentLinkedDeque<Link> idle = new ConcurrentLinkedDeque<>();
  private final AtomicReference<@Nullable Link> witness = new AtomicReference<>();
  private final AtomicLong firstAnswer = new AtomicLong(NEVER);
  private final int most;
  private final LongSupplier nanoTime;
  private volatile boolean proven;
  private volatile boolean once;
  private volatile boolean onceForNow;
  private volatile Duration longestRest = Duration.ofDays(1);

  /**
   * @param most that wait while none is used again
   */
  Links(int most, LongSupplier nanoTime) {
    this.most = most;
    this.nanoTime = nanoTime;
  }

  /** One that may be looked at and used; empty when a new one has to be made. */
  Optional<Link> take() {
    if (!proven && !isProbationOver()) {
      return Optional.empty();
    }
    if (onceForNow) {
      return askWitness();
    }
    for (Link link = idle.pollFirst(); link != null; link = idle.pollFirst()) {
      if (!once && link.idle().compareTo(longestRest) <= 0) {
        return Optional.of(link);
      }
      link.end();
    }
    return Optional.empty();
  }

  private boolean isProbationOver() {
    long first = firstAnswer.get();
    proven = first != NEVER && nanoTime.getAsLong() - first >= PROBATION.toNanos();
    return proven;
  }

  /** The one that was left alone, when it has been long enough and proved that others are kept. */
  private Optional<Link> askWitness() {
    Link left = witness.get();
    if (left == null || left.idle().compareTo(PROMPT) < 0 || !witness.compareAndSet(left, null)) {
      return Optional.empty();
    }
    Link.Waiting found = left.look();
    if (found == Link.Waiting.BYTES) {
      foundDead(found, left.rested());
    }
    if (once || found != Link.Waiting.NOTHING) {
      left.discard();
      return Optional.empty();
    }
    onceForNow = false;
    return Optional.of(left);
  }

  /** After a whole answer that did not end it. */
  void giveBack(Link link) {
    if (link.hasSurplus()) {
      once = true;
    }
    if (once) {
      link.end();
      return;
    }
    link.rest();
    if (!proven) {
      firstAnswer.compareAndSet(NEVER, nanoTime.getAsLong());
      if (idle.size() >= most) {
        link.end();
        return;
      }
    }
    if (!onceForNow) {
      idle.addFirst(link);
    } else if (!witness.compareAndSet(null, link)) {
      link.end();
    }
  }

  /** The server ended one, or made it useless, between two requests; it is not used again. */
  void foundDead(Link.Waiting what, Duration rested) {
    if (rested.compareTo(PROMPT) >= 0) {
      Duration half = rested.dividedBy(2);
      longestRest = half.compareTo(longestRest) < 0 ? half : longestRest;
      if (what == Link.Waiting.BYTES) {
        // A farewell to an idle connection, or a second answer that came late: see which.
        firstAnswer.set(NEVER);
        proven = false;
      }
    } else if (what == Link.Waiting.BYTES) {
      once = true;
    } else {
      onceForNow = true;
    }
  }

  /** Ends those that wait. */
  void close() {
    for (Link link = idle.pollFirst(); link != null; link = idle.pollFirst()) {
      link.discard();
    }
    Link left = witness.getAndSet(null);
    if (left != null) {
      left.discard();
    }
  }
}
