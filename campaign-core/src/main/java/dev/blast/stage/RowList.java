package dev.blast.stage;

import java.util.Arrays;

/** Row numbers while they are collected. Not thread-safe. */
final class RowList {

  private int[] rows = new int[8];
  private int size;

  void add(int row) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, size * 2);
    }
    rows[size++] = row;
  }

  /** The set of what was collected; starts anew. */
  RowSet drain() {
    RowSet set = RowSet.of(Arrays.copyOf(rows, size));
    size = 0;
    return set;
  }
}
