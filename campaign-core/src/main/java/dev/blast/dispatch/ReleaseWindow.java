package dev.blast.dispatch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts what was released in the window of time that ends now. Times are nanoseconds on any scale
 * that never goes back. Not thread-safe.
 *
 * <p>Releases within a millisecond are kept as one, at its end: what is remembered is bounded, and
 * a window is never taken for emptier than it is.
 */
final class ReleaseWindow {

  private static final long GRAIN = Duration.ofMillis(1).toNanos();

  private record Released(long at, long recipients) {}

  private final long length;
  private long limit;
  private final Deque<Released> released = new ArrayDeque<>();
  private long sum;

  /**
   * @param limit recipients in any half-open window of this length, at least 1
   */
  ReleaseWindow(long length, long limit) {
    this.length = length;
    this.limit = limit;
  }

  void limit(long recipients) {
    limit = recipients;
  }

  /**
   * When so many may be released as far as this window knows: {@code now} or a later time. More
   * than the limit fit only into an empty window.
   */
  long earliest(long recipients, long now) {
    forget(now);
    long excess = sum - (limit - Math.min(recipients, limit));
    long earliest = now;
    for (Released oldest : released) {
      if (excess <= 0) {
        break;
      }
      excess -= oldest.recipients();
      earliest = oldest.at() + length;
    }
    return earliest;
  }

  void add(long recipients, long now) {
    forget(now);
    long at = Math.ceilDiv(now, GRAIN) * GRAIN;
    Released last = released.peekLast();
    if (last != null && last.at() == at) {
      released.removeLast();
      released.add(new Released(at, last.recipients() + recipients));
    } else {
      released.add(new Released(at, recipients));
    }
    sum += recipients;
  }

  private void forget(long now) {
    for (Released oldest = released.peek();
        oldest != null && oldest.at() + length <= now;
        oldest = released.peek()) {
      released.remove();
      sum -= oldest.recipients();
    }
  }
}
