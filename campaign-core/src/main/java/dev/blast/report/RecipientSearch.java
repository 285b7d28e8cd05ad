package dev.blast.report;

import dev.blast.audience.AudienceFile;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.queue.Recipient;
import dev.blast.run.Run;
import dev.blast.stage.Manifest;
import dev.blast.stage.ShardPlan;
import dev.blast.stage.ShardRow;
import dev.blast.stage.ShardRows;
import dev.blast.text.CleanText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Looks for a recipient in a frozen audience, and for where they stand in the ledger: reads the
 * audience from its start, so it takes seconds where there are millions. Thread-safe.
 */
public final class RecipientSearch {

  /** So many rows are answered. */
  private static final int MOST = 5;

  private final Run run;
  private final Manifest manifest;
  private final ShardRows rows;
  private final Facts facts;

  public RecipientSearch(Run run, Manifest manifest, AudienceFile audience, Facts facts) {
    this.run = run;
    this.manifest = manifest;
    this.rows = new ShardRows(run.campaign(), manifest, audience);
    this.facts = facts;
  }

  /**
   * A row that somebody looked for.
   *
   * @param address empty where the row could not be read
   * @param outcome its word, {@link Report#OPEN}, or why it is no recipient
   * @param envelope which message it was in; empty where it is in none
   * @param at when the outcome was recorded, or from when the next attempt may be made
   * @param held whether its envelope is being worked on
   */
  public record Found(
      long line,
      String id,
      String address,
      String outcome,
      Reason reason,
      int attempts,
      int deferrals,
      String providerId,
      String envelope,
      Optional<Instant> at,
      boolean held) {}

  /**
   * Rows with this id or address, at most a few, in the order of the audience; case does not matter
   * in an address.
   *
   * @throws dev.blast.stage.AudienceChanged when the audience is not the one that was staged
   */
  public List<Found> find(String asked) {
    String who = CleanText.of(asked);
    List<Found> found = new ArrayList<>();
    for (ShardPlan shard : manifest.shards()) {
      Iterator<ShardRow> shardRows = rows.of(shard);
      long ordinal = 0;
      while (shardRows.hasNext() && found.size() < MOST) {
        switch (shardRows.next()) {
          case ShardRow.Excluded row -> {
            if (row.id().equals(who) || row.address().equalsIgnoreCase(who)) {
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
        row.address(),
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
