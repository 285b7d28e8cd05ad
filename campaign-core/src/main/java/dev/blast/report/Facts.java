package dev.blast.report;

import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Standing;
import dev.blast.run.RunId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What is recorded about a run, for reading. Implementations are thread-safe. */
public interface Facts {

  /**
   * The counters kept beside the envelopes, never a count over them: one for each outcome and class
   * of reasons that occurred, in the order of the outcomes, the largest class first.
   */
  List<ReasonCount> reasons(RunId run);

  /** {@link #reasons}, summed up: recipients for each outcome; those without any may be missing. */
  default Map<Outcome, Long> outcomes(RunId run) {
    return ReasonCount.outcomes(reasons(run));
  }

  /** How the run was ended for those who were never claimed; empty while they are open. */
  Optional<Ended> ending(RunId run);

  /**
   * @param unclaimed recipients in envelopes that were never claimed: they have no standing of
   *     their own, the ending speaks for them
   */
  record Ended(Ending ending, long unclaimed) {}

  /**
   * Hands over what is on record about each envelope of a shard, in the order of their sequence
   * numbers; envelopes never claimed are left out.
   */
  void envelopes(RunId run, int shard, Consumer<EnvelopeFacts> each);

  /**
   * @param held claimed, and not settled since
   * @param standings one for each recipient, in the envelope's order
   */
  record EnvelopeFacts(int sequence, boolean held, List<Standing> standings) {}
}
