package dev.blast.run;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Problem;
import dev.blast.stage.Staging;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Makes a run of a campaign: opens it, stages it, freezes it. Thread-safe; blocks. */
public final class Firing {

  private final Runs runs;
  private final Stager stager;
  private final Late late;
  private final InstantSource clock;

  /** What becomes of a trigger that comes too late. */
  public enum Late {
    /** Nothing: whoever asked is told, and may ask again. */
    FORGOTTEN,
    /** It makes a run that is skipped, for whoever asks later what became of it. */
    RECORDED
  }

  /** Stages the audience of a run, and keeps its rejects with it. */
  @FunctionalInterface
  public interface Stager {
    Staging.Answer stage(Run run);
  }

  public Firing(Runs runs, Stager stager, Late late, InstantSource clock) {
    this.runs = runs;
    this.stager = stager;
    this.late = late;
    this.clock = clock;
  }

  /** What came of firing. */
  public sealed interface Fired {

    /** The run is staged and frozen; it can be dispatched. */
    record Staged(Run run, Staging.Answer.Staged staged) implements Fired {}

    /** The audience cannot be used; the run is over and nothing was sent. */
    record Refused(RunId id, List<Problem> problems) implements Fired {}

    /** This firing happened before, or another trigger decided it first: nothing was done. */
    record AlreadyThere(RunId id, RunState state) implements Fired {}

    /** The deadline has passed already: nobody is sent to. */
    record PastDeadline(RunId id, Instant deadline) implements Fired {}

    /** The trigger came later than the campaign allows: nobody is sent to. */
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
    Instant deadline =
        file.campaign().deadline().of(id.scheduled(), file.campaign().schedule().zone());
    Run run = new Run(id, file, deadline);
    Optional<Fired> unwelcome = unwelcome(run);
    if (unwelcome.isPresent() && late == Late.FORGOTTEN) {
      return unwelcome.get();
    }
    if (unwelcome.isPresent() ? runs.skip(run) : runs.open(run)) {
      return unwelcome.orElseGet(() -> stage(run));
    }
    if (unwelcome.isPresent() && isUnstaged(id)) {
      // Whoever fired it in time died before it was staged; now it is as late as any other.
      RunState skipped = runs.advance(id, RunState.Event.CANCELLED_UNSTAGED);
      return unwelcome.get();
    }
    return new Fired.AlreadyThere(id, runs.state(id).orElse(RunState.OPENED));
  }

  private boolean isUnstaged(RunId id) {
    return runs.state(id).filter(RunState.OPENED::equals).isPresent()
        && runs.manifest(id).isEmpty();
  }

  private Optional<Fired> unwelcome(Run run) {
    Instant now = clock.instant();
    Duration since = Duration.between(run.id().scheduled(), now);
    Duration allowed = run.campaign().latestStart();
    // The run id holds whole seconds, so a start within its second is never late.
    if (since.minusSeconds(1).compareTo(allowed) > 0) {
      return Optional.of(new Fired.TooLate(run.id(), since, allowed));
    }
    return now.isBefore(run.deadline())
        ? Optional.empty()
        : Optional.of(new Fired.PastDeadline(run.id(), run.deadline()));
  }

  /** Stages a run that was opened, and not staged because its process died. */
  public Fired stage(Run run) {
    return switch (stager.stage(run)) {
      case Staging.Answer.Refused(List<Problem> problems) -> {
        RunState now = runs.advance(run.id(), RunState.Event.AUDIENCE_REFUSED);
        // Another trigger may have found the files as they were, and sends.
        yield now == RunState.REFUSED
            ? new Fired.Refused(run.id(), problems)
            : new Fired.AlreadyThere(run.id(), now);
      }
      case Staging.Answer.Staged staged -> {
        runs.freeze(run.id(), staged.manifest());
        RunState now = runs.advance(run.id(), RunState.Event.MANIFEST_FROZEN);
        yield now == RunState.REFUSED
            ? new Fired.AlreadyThere(run.id(), now)
            : new Fired.Staged(run, staged);
      }
    };
  }
}
