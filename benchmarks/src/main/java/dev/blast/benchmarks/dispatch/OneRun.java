package dev.blast.benchmarks.dispatch;

import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
import dev.blast.stage.Manifest;
import java.util.Optional;

/** A run that was staged, in memory. */
record OneRun(Run run, Manifest frozen) implements Runs {

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
    return find(id).map(found -> RunState.STAGED);
  }

  @Override
  public void freeze(RunId id, Manifest manifest) {
    throw new IllegalArgumentException(id + " is frozen");
  }

  @Override
  public Optional<Manifest> manifest(RunId id) {
    return find(id).map(found -> frozen);
  }

  @Override
  public RunState advance(RunId id, RunState.Event event) {
    return RunState.STAGED;
  }
}
