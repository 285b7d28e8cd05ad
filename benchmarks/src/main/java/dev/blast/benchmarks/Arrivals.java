package dev.blast.benchmarks;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** When messages arrived, to the hundredth of a second. Thread-safe. */
final class Arrivals {

  private static final long GRAIN = Duration.ofMillis(10).toNanos();
  private static final int GRAINS_A_SECOND = 100;
  private static final int GRAINS_A_MINUTE = 60 * GRAINS_A_SECOND;

  /** A sender that has just started compiles its code first. */
  private static final int GRAINS_OF_WARMING_UP = 5 * GRAINS_A_SECOND;

  private final LongSupplier nanos;
  private final ConcurrentSkipListMap<Long, LongAdder> counts = new ConcurrentSkipListMap<>();

  /**
   * @param nanos a clock that never goes back
   */
  Arrivals(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Counts one, now. */
  void count() {
    long grain = Math.floorDiv(nanos.getAsLong(), GRAIN);
    counts.computeIfAbsent(grain, first -> new LongAdder()).increment();
  }

  /**
   * What was measured.
   *
   * @param arrivals all of them
   * @param seconds from the first to the last
   * @param minute arrivals in the sixty seconds that follow the first five
   * @param worstSecond arrivals in the fullest window of one second, to the hundredth
   */
  record Measured(long arrivals, double seconds, long minute, long worstSecond) {
    String json() {
      return String.format(
          Locale.ROOT,
          "{\"arrivals\":%d,\"seconds\":%.2f,\"minute\":%d,\"worstSecond\":%d}",
          arrivals,
          seconds,
          minute,
          worstSecond);
    }
  }

  Measured measured() {
    if (counts.isEmpty()) {
      return new Measured(0, 0, 0, 0);
    }
    long first = counts.firstKey();
    long worst = 0;
    for (long grain : counts.keySet()) {
      worst = Math.max(worst, sum(grain, GRAINS_A_SECOND));
    }
    return new Measured(
        sum(first, Integer.MAX_VALUE),
        (counts.lastKey() - first) / (double) GRAINS_A_SECOND,
        sum(first + GRAINS_OF_WARMING_UP, GRAINS_A_MINUTE),
        worst);
  }

  private long sum(long from, long grains) {
    Map<Long, LongAdder> window = counts.subMap(from, from + grains);
    return window.values().stream().mapToLong(LongAdder::sum).sum();
  }
}
