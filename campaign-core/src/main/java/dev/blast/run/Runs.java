package dev.blast.run;

import dev.blast.stage.Manifest;
import java.util.List;
import java.util.Optional;

/**
 * Where runs are kept. Implementations are thread-safe, and durable when a call returns; a store
 * that cannot be reached is an unchecked exception that names it.
 */
public interface Runs {

  /**
   * The run's first write. Answers false, and changes nothing, when a run with this id is there
   * already.
   */
  boolean open(Run run);

  /**
   * The first write of a run that is {@link RunState#SKIPPED} from the beginning; as {@link #open}.
   */
  boolean skip(Run run);

  /** The run as it was opened; empty when there is none. */
  Optional<Run> find(RunId id);

  /** Where the run stands; empty when there is none. */
  Optional<RunState> state(RunId id);

  /** Every run, in the order of {@link RunId#NEWEST_FIRST}; none when there are none. */
  List<RunId> all();

  /** The runs of a campaign, in the order of {@link RunId#NEWEST_FIRST}. */
  List<RunId> ofCampaign(String campaignId);

  /**
   * Freezes the manifest. A second call with an equal manifest changes nothing.
   *
   * @throws IllegalArgumentException when there is no such run, or another manifest was frozen;
   *     nothing is changed then
   */
  void freeze(RunId id, Manifest manifest);

  /**
   * The frozen manifest; empty before {@link #freeze}, and where a run is over that the store keeps
   * longer than its manifest.
   */
  Optional<Manifest> manifest(RunId id);

  /**
   * Moves the run on by {@link RunState#after}.
   *
   * @return the state it is in now: unchanged when the event may not happen there
   * @throws IllegalArgumentException when there is no such run
   */
  RunState advance(RunId id, RunState.Event event);
}
