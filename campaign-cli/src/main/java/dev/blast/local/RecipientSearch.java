package dev.blast.local;

import dev.blast.audience.AudienceFile;
import dev.blast.dashboard.Views.Found;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.queue.Recipient;
import dev.blast.report.Facts;
import dev.blast.report.Report;
import dev.blast.run.Run;
import dev.blast.stage.Manifest;
import dev.blast.stage.ShardPlan;
import dev.blast.stage.ShardRow;
import dev.blast.stage.ShardRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Looks for a recipient in a frozen audience, and for where they stand in the ledger: reads the
 * audience from its start, so it takes seconds where there are millions. Thread-safe.
 */
final class RecipientSearch {

  /** So many rows are answered. */
  private static final int MOST = 5;

  private final Run run;
  private final Manifest manifest;
  private final ShardRows rows;
  private final Facts facts;

  RecipientSearch(Run run, Manifest manifest, AudienceFile audience, Facts facts) {
    this.run = run;
    this.manifest = manifest;
    this.rows = new ShardRows(run.campaign(), manifest, audience);
    this.facts = facts;
  }

  /** Rows with this id or address, in the order of the audience. */
  List<Found> find(String who) {
    List<Found> found = new ArrayList<>();
    for (ShardPlan shard : manifest.shards()) {
      Iterator<ShardRow> shardRows = rows.of(shard);
      long ordinal = 0;
      while (shardRows.hasNext() && found.size() < MOST) {
        switch (shardRows.next()) {
          case ShardRow.Excluded row -> {
            if (row.id().equals(who)) {
              found.add(excluded(row));
            }
          }
          case ShardRow.Wanted(Recipient recipient) -> {
            if (recipient.id().equals(who) || recipient.address().equalsIgnoreCase(who)) {
              found.add(recipient(shard, ordinal, recipient));
            }
            ordinal++;
          }
        }
      }
      if (found.size() >= MOST) {
        break;
      }
    }
    return found;
  }

  private static Found excluded(ShardRow.Excluded row) {
    return new Found(
        row.line(),
        row.id(),
        "",
        row.exclusion().word(),
        row.reason(),
        0,
        0,
        "",
        "",
        Optional.empty(),
        false);
  }

  private Found recipient(ShardPlan shard, long ordinal, Recipient recipient) {
    int sequence = Math.toIntExact(ordinal / manifest.packing());
    int place = Math.toIntExact(ordinal % manifest.packing());
    List<Facts.EnvelopeFacts> claimed = new ArrayList<>(1);
    facts.envelopes(
        run.id(),
        shard.number(),
        envelope -> {
          if (envelope.sequence() == sequence) {
            claimed.add(envelope);
          }
        });
    Standing standing =
        claimed.isEmpty()
            ? Report.unclaimed(run.id(), facts)
            : claimed.getFirst().standings().get(place);
    boolean held = !claimed.isEmpty() && claimed.getFirst().held();
    String envelope = new EnvelopeId(run.id(), shard.number(), sequence).toString();
    return switch (standing) {
      case Standing.Open open ->
          new Found(
              recipient.line(),
              recipient.id(),
              recipient.address(),
              Report.OPEN,
              open.last(),
              open.attempts(),
              open.deferrals(),
              "",
              envelope,
              Optional.of(open.notBefore()).filter(at -> at.toEpochMilli() > 0),
              held);
      case Standing.Settled settled ->
          new Found(
              recipient.line(),
              recipient.id(),
              recipient.address(),
              settled.outcome().word(),
              settled.reason(),
              settled.attempts(),
              0,
              settled.providerId(),
              envelope,
              Optional.of(settled.at()),
              held);
    };
  }
}
