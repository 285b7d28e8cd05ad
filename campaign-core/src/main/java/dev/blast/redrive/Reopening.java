package dev.blast.redrive;

import dev.blast.run.RunId;

/**
 * Where outcomes are taken back: in the ledger. Implementations are thread-safe, and durable when a
 * call returns; a ledger that cannot be reached is an unchecked exception that names it.
 */
public interface Reopening {

  /**
   * Makes {@link Selection#reopened} of everybody's standing, those included for whom an {@link
   * dev.blast.outcome.Ending} speaks, and takes them out of the run's counts. Each envelope is one
   * atomic write: a call that broke off is finished by another one. To be called while nobody works
   * on the run.
   *
   * @return how many were reopened by this call
   */
  long reopen(RunId run, Selection selection);
}
