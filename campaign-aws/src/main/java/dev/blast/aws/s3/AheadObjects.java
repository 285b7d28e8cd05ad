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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was staged of campaigns ahead of their runs, in S3: beside the folder of the campaign's
 * files, where no path of the campaign leads. Thread-safe; blocks. Throws {@link
 * ObjectsUnavailable} when S3 does not do what is asked.
 */
public final class AheadObjects implements StagedAheads {

  /** The folders of campaigns, {@code campaigns/<id>/<when it was uploaded>/}. */
  public static final String CAMPAIGNS = "campaigns/";

  private static final Pattern FOLDER = Pattern.compile(CAMPAIGNS + "[^/]+/[^/]+(?=/)");
  private static final String STAGED = ".staged.json";
  private static final String REJECTS = ".rejects.csv";
  private static final String CSV = "text/csv; charset=utf-8";

  private final RunObjects objects;

  public AheadObjects(RunObjects objects) {
    this.objects = objects;
  }

  /** The folder that a campaign file is in; empty for one that was not put there by Blast. */
  private Optional<String> folder(CampaignFile file) {
    String root = objects.address("");
    String address = file.origin().address();
    if (!address.startsWith(root)) {
      return Optional.empty();
    }
    Matcher folder = FOLDER.matcher(address.substring(root.length()));
    return folder.lookingAt() ? Optional.of(folder.group()) : Optional.empty();
  }

  /**
   * Keeps what was staged of a campaign that is in its folder.
   *
   * @param rejects a file with its rows that are no recipients
   */
  public void put(CampaignFile file, StagedAhead ahead, Path rejects) {
    String folder = folder(file).orElseThrow();
    try (Upload upload = objects.upload(folder + REJECTS, CSV)) {
      long copied = Files.copy(rejects, upload);
      var whole = upload.complete();
    } catch (IOException failed) {
      throw new UncheckedIOException(rejects + " cannot be read: " + failed, failed);
    }
    // Last: who finds it finds the rejects.
    objects.put(folder + STAGED, ahead.encode(), "application/json");
  }

  @Override
  public Optional<StagedAhead> find(CampaignFile file) {
    return folder(file)
        .flatMap(folder -> objects.find(folder + STAGED))
        .map(json -> StagedAhead.decode(json));
  }

  @Override
  public boolean giveRejects(CampaignFile file, RunId run) {
    return objects.copy(
        folder(file).orElseThrow() + REJECTS, RunObjects.of(run, RunObjects.REJECTS));
  }
}
