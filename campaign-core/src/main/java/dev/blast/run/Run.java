package dev.blast.run;

import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignFile;
import java.time.Instant;

/**
 * One firing of a campaign, with what is frozen for it. Immutable.
 *
 * @param deadline resolved from the campaign's when the run was opened
 * @param keys the form of the idempotency keys that its recipients have
 */
public record Run(RunId id, CampaignFile file, Instant deadline, KeyForm keys) {

  /** One that is opened now. */
  public Run(RunId id, CampaignFile file, Instant deadline) {
    this(id, file, deadline, KeyForm.DIGEST);
  }

  public Campaign campaign() {
    return file.campaign();
  }
}
