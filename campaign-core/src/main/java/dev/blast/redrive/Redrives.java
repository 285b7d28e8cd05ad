package dev.blast.redrive;

import dev.blast.run.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * The redrives of runs that many processes work on. Each has a number, and between its two ends the
 * run is {@link dev.blast.run.RunState#REOPENING}: nobody closes it then, and whoever finds a
 * redrive that broke off goes on with it. Implementations are thread-safe, and durable when a call
 * returns; a store that cannot be reached is an unchecked exception that names it.
 */
public interface Redrives {

  /**
   * One redrive of a run: all that somebody must know to finish it.
   *
   * @param number from 1; a later one is larger
   * @param selection whom it is about
   * @param until the deadline that its recipients have
   */
  record Redrive(RunId run, int number, Selection selection, Instant until) {
    public Redrive {
      if (number < 1) {
        throw new IllegalArgumentException("redrive " + number + " of " + run);
      }
    }
  }

  /** The number of the run's latest redrive; 0 for one that has none, and where there is no run. */
  int latest(RunId run);

  /**
   * Begins a redrive of a closed run. Of several at a time one does.
   *
   * @return empty, and nothing is changed, when the run is not closed
   * @throws IllegalArgumentException when there is no such run
   */
  Optional<Redrive> begin(RunId run, Selection selection, Instant until);

  /** The redrive whose recipients are being opened again; empty when there is none. */
  Optional<Redrive> reopening(RunId run);

  /**
   * All recipients of a redrive are open again: the run is staged.
   *
   * @return false, and nothing is changed, when somebody else has said so before
   */
  boolean reopened(Redrive redrive);

  /**
   * Closes a run whose books balance, unless it was redriven since they were read.
   *
   * @param number that of the latest redrive, read before the books were
   * @return whether the run is closed, by this call or before, and was not redriven since
   * @throws IllegalArgumentException when there is no such run
   */
  boolean close(RunId run, int number);
}
