package dev.blast.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How often each idempotency key was asked for, exactly. Thread-safe; a count is visible to every
 * thread as soon as the method that changed it returns.
 */
final class KeyCounts {

  private final ConcurrentMap<String, Count> counts = new ConcurrentHashMap<>();

  /**
   * What happened to one key.
   *
   * @param accepted answered with 200
   * @param deferred answered with "later"
   */
  record Count(int accepted, int deferred) {
    static final Count NONE = new Count(0, 0);

    int tries() {
      return accepted + deferred;
    }

    Count plus(Verdict verdict) {
      return switch (verdict) {
        case ACCEPT -> new Count(accepted + 1, deferred);
        case UNAVAILABLE, THROTTLE -> new Count(accepted, deferred + 1);
      };
    }
  }

  /** Asks the mood for its verdict on this try of the key, and counts it, in one step. */
  Verdict count(String key, Mood mood) {
    Verdict[] said = new Verdict[1];
    counts.compute(
        key,
        (ignored, before) -> {
          Count count = before == null ? Count.NONE : before;
          said[0] = mood.on(key, count.tries());
          return count.plus(said[0]);
        });
    return said[0];
  }

  /** The sums over all keys, as they are while it walks. */
  Totals totals() {
    Totals totals = Totals.NONE;
    for (Count count : counts.values()) {
      totals = totals.plus(count);
    }
    return totals;
  }

  /** Writes {@code key<TAB>accepted<TAB>deferred}, one line for each key, sorted. */
  void write(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (Map.Entry<String, Count> entry : new TreeMap<>(counts).entrySet()) {
        Count count = entry.getValue();
        out.write(entry.getKey() + "\t" + count.accepted() + "\t" + count.deferred() + "\n");
      }
    }
  }

  /**
   * @param keys distinct keys
   * @param repeated keys accepted more than once
   */
  record Totals(long keys, long accepted, long deferred, long repeated) {
    static final Totals NONE = new Totals(0, 0, 0, 0);

    Totals plus(Count count) {
      return new Totals(
          keys + 1,
          accepted + count.accepted(),
          deferred + count.deferred(),
          repeated + (count.accepted() > 1 ? 1 : 0));
    }

    String json() {
      return "{\"keys\":%d,\"accepted\":%d,\"deferred\":%d,\"repeated\":%d}"
          .formatted(keys, accepted, deferred, repeated);
    }
  }
}
