package dev.blast.benchmarks;

import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
import dev.blast.stage.Manifest;
import java.util.List;
import java.util.Optional;

/**
 * The only run there is, in memory; nothing changes it.
 *
 * @param frozen what staging made; empty where nobody asks for it
 */
public record OneRun(Run run, RunState state, Optional<Manifest> frozen) implements Runs {

  @Override
  public boolean open(Run other) {
    return false;
  }

  @Override
  public Optional<Run> find(RunId id) {
    return id.equals(run.id()) ? Optional.of(run) : Optional.empty();
  }

  @Override
  public Optional<RunState> state(RunId id) {
    return find(id).map(found -> state);
  }

  @Override
  public List<RunId> all() {
    return List.of(run.id());
  }

  @Override
  public List<RunId> ofCampaign(String campaignId) {
    return all().stream().filter(id -> id.campaignId().equals(campaignId)).toList();
  }

  @Override
  public void freeze(RunId id, Manifest manifest) {
    throw new IllegalArgumentException(id + " is frozen");
  }

  @Override
  public Optional<Manifest> manifest(RunId id) {
    return find(id).flatMap(found -> frozen);
  }

  @Override
  public RunState advance(RunId id, RunState.Event event) {
    return state;
  }
}
