package dev.blast.dashboard;

import dev.blast.campaign.Throttle;
import dev.blast.outcome.Outcome;
import dev.blast.run.Refused;
import dev.blast.run.RunId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What may be asked of a run from the page. Each leaves a line in the run's log that says who asked
 * for what. Implementations are thread-safe; every call answers a sentence for the operator, and
 * throws {@link Refused} with one when the run does not allow it, in which case nothing changed.
 */
public interface Actions {

  /**
   * @param why kept with the run; may be empty
   */
  String pause(RunId id, String why);

  /** Lets a paused run go on, or goes on with one that nobody works on. */
  String resume(RunId id);

  /** Ends it for everybody who is open; cannot be taken back. */
  String cancel(RunId id);

  String throttle(RunId id, Throttle rate);

  /**
   * Sends again to recipients of a closed run.
   *
   * @param outcomes of those chosen
   * @param code only those with a reason of this class; empty for every class
   * @param deadline until when it is worth saying, from now; empty for the run's own
   */
  String redrive(
      RunId id, Set<Outcome> outcomes, Optional<String> code, Optional<Duration> deadline);
}
