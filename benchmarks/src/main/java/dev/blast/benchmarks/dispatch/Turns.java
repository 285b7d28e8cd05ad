package dev.blast.benchmarks.dispatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

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

  /**
   * How many times less CPU a recipient takes than another's: the ratio in the middle of those
   * within a round, because the machine's own speed changes between rounds.
   */
  double timesLessThan(Turns other) {
    return IntStream.range(0, warm.size())
        .mapToDouble(i -> other.warm.get(i).cpuPerRecipient() / warm.get(i).cpuPerRecipient())
        .sorted()
        .skip(warm.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private List<Measurement> byCpu() {
    return warm.stream().sorted(Comparator.comparingDouble(Measurement::cpuPerRecipient)).toList();
  }
}
