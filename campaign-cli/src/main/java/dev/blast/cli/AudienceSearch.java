package dev.blast.cli;

import dev.blast.campaign.AudienceLimits;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignFile;
import dev.blast.local.LocalBlast;
import dev.blast.stage.Rejects;
import dev.blast.stage.ShardPlan;
import dev.blast.stage.ShardRow;
import dev.blast.stage.ShardRows;
import dev.blast.stage.Staging;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds a row of an audience, as staging sees it: who is suppressed or a duplicate shows so. */
record AudienceSearch(CampaignFile file, String name, LocalBlast local, Path folder) {

  /**
   * A row and its place.
   *
   * @param number from 1, the header not counted
   */
  record Numbered(long number, ShardRow row) {
    String recipientId() {
      return switch (row) {
        case ShardRow.Wanted wanted -> wanted.recipient().id();
        case ShardRow.Excluded excluded -> excluded.id();
      };
    }
  }

  /** The first such row; empty when there is none. Reads the whole audience. */
  Optional<ShardRow> first(Predicate<Numbered> wanted) {
    Staging.Answer.Staged staged =
        StagingSummary.orRefuse(local.stage(unlimited(), folder, Rejects.NONE), file, name)
            .staged();
    ShardRows rows = new ShardRows(file.campaign(), staged.manifest(), staged.audience());
    long number = 0;
    for (ShardPlan shard : staged.manifest().shards()) {
      Iterator<ShardRow> each = rows.of(shard);
      while (each.hasNext()) {
        Numbered row = new Numbered(++number, each.next());
        if (wanted.test(row)) {
          return Optional.of(row.row());
        }
      }
    }
    return Optional.empty();
  }

  /** Who looks at a message may look at it in any audience. */
  private CampaignFile unlimited() {
    Campaign campaign = file.campaign();
    return new CampaignFile(
        file.origin(), file.text(), campaign.to(campaign.audience().within(AudienceLimits.NONE)));
  }
}
