package dev.blast.watch;

import dev.blast.outcome.Ending;
import dev.blast.run.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a run is ended for everybody who is still open: in the ledger, because a claim and the end
 * must not miss each other. Implementations are thread-safe, and durable when a call returns; a
 * ledger that cannot be reached is an unchecked exception that names it.
 */
public interface Endings {

  /**
   * Ends the run. From when this returns no envelope is claimed any more: a claim answers that all
   * are settled. Whoever holds one may settle it, and those it leaves open get the ending's
   * outcome. A second call changes nothing: the first ending stays.
   */
  void end(RunId run, Ending ending);

  /** The ending of a run that was ended and is not swept yet; empty before and after. */
  Optional<Ending> unswept(RunId run);

  /**
   * Gives {@link Ending#of} to everybody who is open in an envelope that nobody holds; and once
   * nobody holds any, the ending's outcome to the recipients of envelopes that were never claimed,
   * all at once. Adds all of them to the run's counts. Changes nothing for a run that was not
   * ended.
   *
   * @param ending for those in envelopes; who was never claimed keeps to the one of {@link #end}
   * @param recipients of the run, as staged
   * @param now leases that end at or before this instant have run out
   * @return whether nobody is open any more
   */
  boolean sweep(RunId run, Ending ending, long recipients, Instant now);
}
