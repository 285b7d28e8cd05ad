package dev.blast.scheduler;

import dev.blast.alert.Alert;
import dev.blast.alert.Alerts;
import dev.blast.campaign.Problem;
import dev.blast.dispatch.Launch;
import dev.blast.redrive.Redrives;
import dev.blast.run.Firing.Fired;
import dev.blast.run.Run;
import dev.blast.run.RunEvent;
import dev.blast.run.RunId;
import dev.blast.run.RunLog;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
import dev.blast.schedule.Schedules;
import dev.blast.schedule.Schedules.Created;
import dev.blast.stage.Manifest;
import dev.blast.stage.Staging;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What follows a trigger: somebody watches the run, and its shards are ordered. Any step may have
 * been done before, by a trigger that died after it, and none is done twice to any effect.
 * Thread-safe.
 */
final class FollowUp implements Consumer<Fired> {

  private final Runs runs;
  private final Redrives redrives;
  private final Function<Run, Fired> stage;
  private final Launch launch;
  private final Schedules watches;
  private final RunLog log;
  private final Alerts alerts;
  private final InstantSource clock;

  /**
   * @param stage stages a run that was opened and not staged
   * @param watches has the watch called
   */
  FollowUp(
      Runs runs,
      Redrives redrives,
      Function<Run, Fired> stage,
      Launch launch,
      Schedules watches,
      RunLog log,
      Alerts alerts,
      InstantSource clock) {
    this.runs = runs;
    this.redrives = redrives;
    this.stage = stage;
    this.launch = launch;
    this.watches = watches;
    this.log = log;
    this.alerts = alerts;
    this.clock = clock;
  }

  @Override
  public void accept(Fired fired) {
    switch (fired) {
      case Fired.Staged(Run run, Staging.Answer.Staged staged) -> launch(run, staged.manifest());
      case Fired.AlreadyThere(RunId id, RunState state) -> goOn(id, state);
      case Fired.Refused(RunId id, List<Problem> problems) ->
          tell(
              id,
              "refused, nobody is sent to: "
                  + problems.stream().map(Problem::toString).collect(Collectors.joining("; ")),
              "Correct it, and schedule it again.");
      case Fired.PastDeadline(RunId id, Instant deadline) ->
          tell(id, "skipped: its deadline was " + deadline, "Give it a later one.");
      case Fired.TooLate(RunId id, Duration late, Duration allowed) ->
          tell(
              id,
              "skipped: its trigger came " + late + " late, and latestStart allows " + allowed,
              "If it is still welcome, schedule it again.");
    }
  }

  /**
   * Has a run watched that is about to be staged: whatever becomes of this process, somebody hears
   * of it.
   */
  void watch(RunId run) {
    if (watches.create(WatchHandler.call(run, redrives.latest(run))) == Created.TAKEN) {
      throw new IllegalStateException(
          "another schedule has the name of the watch of " + run + "; delete it");
    }
  }

  private void goOn(RunId id, RunState state) {
    switch (state) {
      case OPENED -> {
        Run run = runs.find(id).orElseThrow();
        Optional<Manifest> frozen = runs.manifest(id);
        if (frozen.isPresent()) {
          RunState staged = runs.advance(id, RunState.Event.MANIFEST_FROZEN);
          launch(run, frozen.get());
        } else {
          accept(stage.apply(run));
        }
      }
      case STAGED, DISPATCHED ->
          launch(runs.find(id).orElseThrow(), runs.manifest(id).orElseThrow());
      case REFUSED, SKIPPED ->
          // Whoever made it so may have died before anybody was told.
          alerts.raise(
              new Alert(
                  "The run is " + state + "; nobody is sent to.",
                  "run " + id,
                  "What the trigger said is in its log."));
      case CLOSED, REOPENING, CANCELLED -> {}
    }
  }

  private void launch(Run run, Manifest manifest) {
    RunState state = runs.state(run.id()).orElseThrow();
    if (state.isFinal() || state == RunState.REOPENING) {
      return;
    }
    watch(run.id());
    if (launch.begin(run, manifest)) {
      log.add(run.id(), new RunEvent(clock.instant(), "trigger", "shards ordered"));
    }
  }

  private void tell(RunId run, String what, String todo) {
    log.add(run, new RunEvent(clock.instant(), "trigger", what));
    alerts.raise(new Alert("The run is " + what + ".", "run " + run, todo));
  }
}
