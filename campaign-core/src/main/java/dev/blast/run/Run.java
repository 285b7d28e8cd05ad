package dev.blast.run;

import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignFile;
import java.time.Instant;

/**
 * One firing of a campaign, with what is frozen for it. Immutable.
 *
 * @param deadline resolved from the campaign's when the run was opened
 */
public record Run(RunId id, CampaignFile file, Instant deadline) {

  public Campaign campaign() {
    return file.campaign();
  }
}
