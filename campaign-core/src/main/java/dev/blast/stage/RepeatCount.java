package dev.blast.stage;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Counts the hashes that were added more than once. They are kept in {@value #PARTS} parts by their
 * first bits, and each part is looked through by itself, at the end: a part of ten million fits the
 * processor's cache, where a set of all of them would wait for memory at each hash. Takes 8 bytes a
 * hash, and up to 16 while a part grows. Not thread-safe.
 */
final class RepeatCount {

  private static final int BITS = 8;
  private static final int PARTS = 1 << BITS;
  private static final int SMALLEST = 16;

  private final long[][] parts = new long[PARTS][SMALLEST];
  private final int[] sizes = new int[PARTS];

  void add(long hash) {
    int part = (int) (hash >>> (Long.SIZE - BITS));
    int size = sizes[part];
    if (size == parts[part].length) {
      parts[part] = Arrays.copyOf(parts[part], 2 * size);
    }
    parts[part][size] = hash;
    sizes[part] = size + 1;
  }

  /** How many different hashes were added more than once. */
  int repeated() {
    int repeated = 0;
    for (int part = 0; part < PARTS; part++) {
      HashSet64 once = new HashSet64();
      HashSet64 again = new HashSet64();
      for (int i = 0; i < sizes[part]; i++) {
        if (!once.add(parts[part][i])) {
          again.add(parts[part][i]);
        }
      }
      repeated += again.size();
    }
    return repeated;
  }

  /** Every hash that was added, as often as it was. */
  void each(LongConsumer consumer) {
    for (int part = 0; part < PARTS; part++) {
      for (int i = 0; i < sizes[part]; i++) {
        consumer.accept(parts[part][i]);
      }
    }
  }
}
