package dev.blast.chaos;

import dev.blast.sender.channel.Draws;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides when a fault strikes, and counts how often it did. The decision is a pure function of the
 * seed, the fault and what it would strike, so the same seed strikes the same recipients, whatever
 * the threads do. Thread-safe.
 */
final class Injected {

  private final long seed;
  private final Set<Fault> faults;
  private final Map<Fault, AtomicLong> counts = new EnumMap<>(Fault.class);

  Injected(long seed, Set<Fault> faults) {
    this.seed = seed;
    this.faults = faults;
    faults.forEach(fault -> counts.put(fault, new AtomicLong()));
  }

  boolean has(Fault fault) {
    return faults.contains(fault);
  }

  /**
   * Whether a fault strikes.
   *
   * @param what it would strike, and {@code nth} the how manieth time it could
   * @param share of all, 0..1
   */
  boolean strikes(Fault fault, String what, int nth, double share) {
    boolean strikes = has(fault) && draw(fault.word(), what, nth) < share;
    if (strikes) {
      count(fault);
    }
    return strikes;
  }

  /** A fault struck in another way. */
  void count(Fault fault) {
    AtomicLong count = counts.get(fault);
    if (count != null) {
      count.incrementAndGet();
    }
  }

  /** How often each of the faults struck. */
  Map<Fault, Long> counts() {
    Map<Fault, Long> struck = new EnumMap<>(Fault.class);
    counts.forEach((fault, count) -> struck.put(fault, count.get()));
    return struck;
  }

  /** A number in [0, 1) for these. */
  double draw(String purpose, String what, int nth) {
    long bits =
        Draws.mix(seed ^ Draws.hash(purpose)) ^ Draws.mix(Draws.hash(what) + Draws.STEP * nth);
    return Draws.share(Draws.mix(bits));
  }
}
