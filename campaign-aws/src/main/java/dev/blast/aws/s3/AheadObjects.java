package dev.blast.aws.s3;

import dev.blast.campaign.CampaignFile;
import dev.blast.run.RunId;
import dev.blast.run.StagedAheads;
import dev.blast.stage.StagedAhead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What was staged of campaigns ahead of their runs, in S3. Thread-safe; blocks. Throws {@link
 * ObjectsUnavailable} when S3 does not do what is asked.
 */
public final class AheadObjects implements StagedAheads {

  private static final String JSON = "application/json";

  private final RunObjects objects;

  public AheadObjects(RunObjects objects) {
    this.objects = objects;
  }

  /**
   * Keeps what was staged of a campaign.
   *
   * @param folder where the campaign is
   * @param rejects a file with its rows that are no recipients
   */
  public void put(CampaignFolder folder, StagedAhead ahead, Path rejects) {
    try (Upload upload = objects.upload(folder.rejects(), RunObjects.CSV)) {
      long copied = Files.copy(rejects, upload);
      var whole = upload.complete();
    } catch (IOException failed) {
      throw new UncheckedIOException(rejects + " cannot be read: " + failed, failed);
    }
    // Last: who finds it finds the rejects.
    objects.put(folder.staged(), ahead.encode(), JSON);
  }

  @Override
  public Optional<StagedAhead> find(CampaignFile file) {
    return folder(file)
        .flatMap(folder -> objects.find(folder.staged()))
        .map(json -> StagedAhead.decode(json));
  }

  @Override
  public boolean giveRejects(CampaignFile file, RunId run) {
    return folder(file)
        .map(folder -> objects.copy(folder.rejects(), RunObjects.of(run, RunObjects.REJECTS)))
        .orElse(false);
  }

  /** Empty for a campaign file that Blast did not put there. */
  private Optional<CampaignFolder> folder(CampaignFile file) {
    String root = objects.address("");
    String address = file.origin().address();
    return address.startsWith(root)
        ? CampaignFolder.containing(address.substring(root.length()))
        : Optional.empty();
  }
}
