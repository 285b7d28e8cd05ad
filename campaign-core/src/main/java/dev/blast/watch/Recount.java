package dev.blast.watch;

import dev.blast.run.RunId;

/**
 * Puts a run's counters right from the envelopes on record. A ledger that keeps both in one write
 * has nothing to do; one that adds up its counters beside them loses some with a process that dies.
 */
@FunctionalInterface
public interface Recount {

  /** For ledgers whose counters are always right. */
  Recount NEVER_NEEDED = run -> true;

  /**
   * Makes the counters equal to what the envelopes say. Reads all of them; thread-safe, blocks. To
   * be called while nothing is settled: what is settled meanwhile may be counted twice until the
   * next call.
   *
   * @return false, and nothing is changed, when somebody is at work on the run
   */
  boolean recount(RunId run);
}
