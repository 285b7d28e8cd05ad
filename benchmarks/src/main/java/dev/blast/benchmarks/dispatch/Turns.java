package dev.blast.benchmarks.dispatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What one contender's turns took at one latency.
 *
 * @param cold its very first turn, in a process that had just started
 */
record Turns(Measurement cold, List<Measurement> warm) {

  Turns {
    warm = List.copyOf(warm);
  }

  Turns and(Measurement one) {
    List<Measurement> all = new ArrayList<>(warm);
    all.add(one);
    return new Turns(cold, all);
  }

  /** The one in the middle, by CPU; of two the dearer. */
  Measurement median() {
    return byCpu().get(warm.size() / 2);
  }

  /** The one that was disturbed least. */
  Measurement cheapest() {
    return byCpu().getFirst();
  }

  private List<Measurement> byCpu() {
    return warm.stream().sorted(Comparator.comparingDouble(Measurement::cpuPerRecipient)).toList();
  }
}
