package dev.blast.run;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Problem;
import dev.blast.stage.Staging;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Makes a run of a campaign: opens it, stages it, freezes it. Thread-safe; blocks. */
public final class Firing {

  private final Runs runs;
  private final Stager stager;
  private final InstantSource clock;

  /** Stages the audience of a run, and keeps its rejects with it. */
  @FunctionalInterface
  public interface Stager {
    Staging.Answer stage(Run run);
  }

  public Firing(Runs runs, Stager stager, InstantSource clock) {
    this.runs = runs;
    this.stager = stager;
    this.clock = clock;
  }

  /** What came of firing. */
  public sealed interface Fired {

    /** The run is staged and frozen; it can be dispatched. */
    record Staged(Run run, Staging.Answer.Staged staged) implements Fired {}

    /** The audience cannot be used; the run is over and nothing was sent. */
    record Refused(RunId id, List<Problem> problems) implements Fired {}

    /** This firing happened before: nothing was done. */
    record AlreadyThere(RunId id, RunState state) implements Fired {}

    /** The deadline has passed already: nothing was done. */
    record PastDeadline(RunId id, Instant deadline) implements Fired {}

    /** The trigger came later than the campaign allows: nothing was done. */
    record TooLate(RunId id, Duration late, Duration allowed) implements Fired {}
  }

  /**
   * Fires a campaign.
   *
   * @param scheduled the instant it was to fire at; a second call with the same one finds the run
   *     already there
   */
  public Fired fire(CampaignFile file, Instant scheduled) {
    RunId id = new RunId(file.campaign().id(), scheduled);
    Duration late = Duration.between(id.scheduled(), clock.instant());
    Duration allowed = file.campaign().latestStart();
    // The run id holds whole seconds, so a start within its second is never late.
    if (late.minusSeconds(1).compareTo(allowed) > 0) {
      return new Fired.TooLate(id, late, allowed);
    }
    Instant deadline =
        file.campaign().deadline().of(id.scheduled(), file.campaign().schedule().zone());
    if (!clock.instant().isBefore(deadline)) {
      return new Fired.PastDeadline(id, deadline);
    }
    Run run = new Run(id, file, deadline);
    if (!runs.open(run)) {
      return new Fired.AlreadyThere(id, runs.state(id).orElse(RunState.OPENED));
    }
    return stage(run);
  }

  /** Stages a run that was opened, and not staged because its process died. */
  public Fired stage(Run run) {
    return switch (stager.stage(run)) {
      case Staging.Answer.Refused(List<Problem> problems) -> {
        runs.advance(run.id(), RunState.Event.AUDIENCE_REFUSED);
        yield new Fired.Refused(run.id(), problems);
      }
      case Staging.Answer.Staged staged -> {
        runs.freeze(run.id(), staged.manifest());
        runs.advance(run.id(), RunState.Event.MANIFEST_FROZEN);
        yield new Fired.Staged(run, staged);
      }
    };
  }
}
