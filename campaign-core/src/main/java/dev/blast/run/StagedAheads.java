package dev.blast.run;

import dev.blast.campaign.CampaignFile;
import dev.blast.stage.StagedAhead;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * What was staged of campaigns ahead of their runs. Implementations are thread-safe and block; a
 * store that cannot be reached is an unchecked exception that names it.
 */
public interface StagedAheads {

  /**
   * What was staged of a campaign; empty when nothing was.
   *
   * @throws UncheckedIOException when it cannot be taken, as from another version of Blast; its
   *     message says why
   */
  Optional<StagedAhead> find(CampaignFile file);

  /**
   * Gives a run the rejects that were staged with its campaign, in place of those it has.
   *
   * @return false, and nothing is changed, when that is not possible, now or ever
   */
  boolean giveRejects(CampaignFile file, RunId run);
}
