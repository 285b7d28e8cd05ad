package dev.blast.cli;

import dev.blast.campaign.CampaignFile;
import dev.blast.local.LocalBlast;
import dev.blast.stage.Rejects;
import dev.blast.stage.Staging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Staging that leaves nothing behind. */
final class StagingRehearsal {

  private StagingRehearsal() {}

  /** Stages the campaign; an unpacked copy of a compressed audience lives as long as the call. */
  static Staging.Answer of(CampaignFile file, LocalBlast local) {
    try {
      Path folder = Files.createTempDirectory("blast-stage-");
      try {
        return local.stage(file, folder, Rejects.NONE);
      } finally {
        Files.deleteIfExists(folder.resolve("audience.csv"));
        Files.delete(folder);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot use a temporary folder: " + failed, failed);
    }
  }
}
