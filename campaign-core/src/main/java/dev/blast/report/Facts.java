package dev.blast.report;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.Standing;
import dev.blast.run.RunId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What is recorded about a run, for reading. Implementations are thread-safe. */
public interface Facts {

  /** The counters kept beside the envelopes: never a count over them. */
  Map<Outcome, Long> outcomes(RunId run);

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
