package dev.blast.benchmarks.sender;

import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
import dev.blast.stage.Manifest;
import java.util.Optional;

/** A run whose envelopes are on the queue, in memory. */
record OneRun(Run run) implements Runs {

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
    return find(id).map(found -> RunState.DISPATCHED);
  }

  @Override
  public void freeze(RunId id, Manifest manifest) {
    throw new IllegalArgumentException(id + " is frozen");
  }

  @Override
  public Optional<Manifest> manifest(RunId id) {
    return Optional.empty();
  }

  @Override
  public RunState advance(RunId id, RunState.Event event) {
    return RunState.DISPATCHED;
  }
}
