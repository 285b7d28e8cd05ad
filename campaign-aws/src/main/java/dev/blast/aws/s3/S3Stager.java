package dev.blast.aws.s3;

import dev.blast.audience.Audiences;
import dev.blast.campaign.CampaignFile;
import dev.blast.run.Firing;
import dev.blast.run.Run;
import dev.blast.stage.RejectsFile;
import dev.blast.stage.Staging;
import java.util.function.Function;

/** Stages runs by reading their audience, and leaves the rejects in S3. Thread-safe; blocks. */
public final class S3Stager implements Firing.Stager {

  private final RunObjects objects;
  private final Function<CampaignFile, Audiences> files;

  /**
   * @param files finds the files that a campaign names
   */
  public S3Stager(RunObjects objects, Function<CampaignFile, Audiences> files) {
    this.objects = objects;
    this.files = files;
  }

  @Override
  public Staging.Answer stage(Run run) {
    Audiences there = files.apply(run.file());
    S3Copies copies = new S3Copies(objects, there, run.id());
    return objects.text(
        RunObjects.of(run.id(), RunObjects.REJECTS),
        RunObjects.CSV,
        out -> {
          try (RejectsFile rejects = new RejectsFile(out)) {
            return new Staging(there).stage(run.campaign(), copies, rejects);
          }
        });
  }
}
