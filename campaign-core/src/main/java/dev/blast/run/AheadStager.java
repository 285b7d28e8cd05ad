package dev.blast.run;

import dev.blast.audience.Audiences;
import dev.blast.campaign.CampaignFile;
import dev.blast.stage.StagedAhead;
import dev.blast.stage.Staging;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes what was staged of a run's campaign ahead of it, or stages it where that cannot be taken
 * any more; the run's log says why. Thread-safe; blocks.
 */
public final class AheadStager implements Firing.Stager {

  private final StagedAheads aheads;
  private final Function<CampaignFile, Audiences> files;
  private final Firing.Stager anew;
  private final RunLog log;
  private final InstantSource clock;

  /**
   * @param files finds the files that a campaign names
   * @param anew stages by reading the audience
   */
  public AheadStager(
      StagedAheads aheads,
      Function<CampaignFile, Audiences> files,
      Firing.Stager anew,
      RunLog log,
      InstantSource clock) {
    this.aheads = aheads;
    this.files = files;
    this.anew = anew;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public Staging.Answer stage(Run run) {
    Optional<StagedAhead> ahead = find(run);
    return ahead.isPresent() && isTaken(run, ahead.get())
        ? answer(run, ahead.get())
        : anew.stage(run);
  }

  private Optional<StagedAhead> find(Run run) {
    try {
      return aheads.find(run.file());
    } catch (UncheckedIOException notUnderstood) {
      sayAnew(run, notUnderstood.getMessage());
      return Optional.empty();
    }
  }

  private boolean isTaken(Run run, StagedAhead ahead) {
    Optional<String> outdated = ahead.outdated(run.file(), files.apply(run.file()));
    if (outdated.isPresent()) {
      sayAnew(run, outdated.get());
      return false;
    }
    if (!aheads.giveRejects(run.file(), run.id())) {
      sayAnew(run, "its rejects cannot be copied");
      return false;
    }
    return true;
  }

  /** What staging found beside the manifest was said to whoever scheduled the campaign. */
  private Staging.Answer answer(Run run, StagedAhead ahead) {
    return new Staging.Answer.Staged(
        ahead.manifest(),
        files.apply(run.file()).at(run.campaign().audience().uri()),
        List.of(),
        0,
        ahead.suppressions(),
        List.of());
  }

  private void sayAnew(Run run, @Nullable String why) {
    log.add(run.id(), new RunEvent(clock.instant(), "trigger", "staged anew: " + why));
  }
}
