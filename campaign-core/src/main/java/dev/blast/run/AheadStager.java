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

/**
 * Takes what was staged of a run's campaign ahead of it, or stages it where something changed
 * since; the run's log says what. Thread-safe; blocks.
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
    return taken(run).orElseGet(() -> anew.stage(run));
  }

  private Optional<Staging.Answer> taken(Run run) {
    Audiences there = files.apply(run.file());
    Optional<StagedAhead> found = find(run);
    Optional<String> outdated = found.flatMap(ahead -> ahead.outdated(run.file(), there));
    outdated.ifPresent(what -> say(run, what + " since it was scheduled"));
    return found
        .filter(ahead -> outdated.isEmpty() && aheads.giveRejects(run.file(), run.id()))
        .map(
            ahead ->
                new Staging.Answer.Staged(
                    ahead.manifest(), there.at(run.campaign().audience().uri()), List.of(), 0));
  }

  private Optional<StagedAhead> find(Run run) {
    try {
      return aheads.find(run.file());
    } catch (UncheckedIOException another) {
      say(run, "what was staged is not understood here (" + another.getMessage() + ")");
      return Optional.empty();
    }
  }

  private void say(Run run, String why) {
    log.add(run.id(), new RunEvent(clock.instant(), "trigger", "staged anew: " + why));
  }
}
