package dev.blast.report;

import dev.blast.audience.SafeCsv;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.run.RunId;
import dev.blast.stage.Manifest;
import dev.blast.stage.ShardPlan;
import dev.blast.stage.ShardRow;
import dev.blast.stage.ShardRows;
import java.io.Writer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes what became of every row of the audience, as CSV, in the audience's order. Holds one shard
 * in memory, however long the audience is. Thread-safe; blocks while it reads.
 */
public final class Report {

  /** The word for a recipient without an outcome. */
  public static final String OPEN = "open";

  private static final List<String> HEADER =
      List.of("line", "recipient_id", "outcome", "reason", "attempts", "provider_id", "time");

  private final ShardRows rows;
  private final Facts facts;

  public Report(ShardRows rows, Facts facts) {
    this.rows = rows;
    this.facts = facts;
  }

  /** Every word that can stand in the column {@code outcome}. */
  public static List<String> words() {
    return Stream.of(
            Outcome.OF_RECIPIENTS.stream().map(Outcome::word),
            Stream.of(OPEN),
            Arrays.stream(Exclusion.values()).map(Exclusion::word))
        .flatMap(words -> words)
        .toList();
  }

  /**
   * Which rows of a report.
   *
   * @param outcome one of {@link #words}; empty for every one
   * @param code of the reason; empty for every one
   */
  public record Only(Optional<String> outcome, Optional<String> code) {

    public static final Only ALL = new Only(Optional.empty(), Optional.empty());

    /**
     * @throws IllegalArgumentException for a word that is no outcome
     */
    public Only {
      outcome
          .filter(word -> !words().contains(word))
          .ifPresent(
              word -> {
                throw new IllegalArgumentException("no outcome: " + word);
              });
    }

    boolean takes(String word, Reason reason) {
      return outcome.filter(asked -> !asked.equals(word)).isEmpty()
          && code.filter(asked -> !asked.equals(reason.code())).isEmpty();
    }
  }

  /**
   * Writes the report; flushes the writer and leaves it open.
   *
   * @param only which rows; {@link Only#ALL} for all of them
   * @throws dev.blast.stage.AudienceChanged when the audience is not the one that was staged
   * @throws java.io.UncheckedIOException when the writer fails
   */
  public void write(RunId run, Manifest manifest, Only only, Writer out) {
    // not closed: the caller's writer stays open
    Lines lines = new Lines(new SafeCsv(out, HEADER), only);
    Standing unclaimed = unclaimed(run, facts);
    for (ShardPlan shard : manifest.shards()) {
      ShardJoin join = new ShardJoin(rows.of(shard), manifest.packing(), unclaimed, lines);
      facts.envelopes(run, shard.number(), join::envelope);
      join.rest();
    }
    lines.csv.flush();
  }

  /** Where those stand who were never claimed: as the run ended, if it was ended. */
  public static Standing unclaimed(RunId run, Facts facts) {
    return facts
        .ending(run)
        .<Standing>map(ended -> ended.ending().of(Standing.UNTRIED, false))
        .orElse(Standing.UNTRIED);
  }

  /** Walks a shard's rows alongside its envelopes, which come in the same order. */
  private static final class ShardJoin {

    private final Iterator<ShardRow> rows;
    private final int packing;
    private final Standing unclaimed;
    private final Lines lines;

    /** Recipients of the shard written so far. */
    private long written;

    /**
     * @param unclaimed where the recipients of an envelope stand that was never claimed
     */
    ShardJoin(Iterator<ShardRow> rows, int packing, Standing unclaimed, Lines lines) {
      this.rows = rows;
      this.packing = packing;
      this.unclaimed = unclaimed;
      this.lines = lines;
    }

    void envelope(Facts.EnvelopeFacts envelope) {
      long first = (long) envelope.sequence() * packing;
      while (written < first && rows.hasNext()) {
        row(unclaimed);
      }
      List<Standing> standings = envelope.standings();
      while (written >= first && written - first < standings.size() && rows.hasNext()) {
        row(standings.get((int) (written - first)));
      }
    }

    void rest() {
      while (rows.hasNext()) {
        row(unclaimed);
      }
    }

    /** Writes one row; the standing is the next recipient's, should the row be one. */
    private void row(Standing ifRecipient) {
      switch (rows.next()) {
        case ShardRow.Excluded excluded -> lines.excluded(excluded);
        case ShardRow.Wanted(var recipient) -> {
          written++;
          lines.recipient(recipient.line(), recipient.id(), ifRecipient);
        }
      }
    }
  }

  /** The report's lines, of which only the asked ones are written. */
  private static final class Lines {

    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final SafeCsv csv;
    private final Only only;

    Lines(SafeCsv csv, Only only) {
      this.csv = csv;
      this.only = only;
    }

    void excluded(ShardRow.Excluded row) {
      String line = Long.toString(row.line());
      if (only.takes(row.exclusion().word(), row.reason())) {
        csv.row(line, row.id(), row.exclusion().word(), row.reason().toString(), "", "", "");
      }
    }

    void recipient(long line, String id, Standing standing) {
      String number = Long.toString(line);
      String attempts = Integer.toString(standing.attempts());
      switch (standing) {
        case Standing.Open open -> {
          if (only.takes(OPEN, open.last())) {
            csv.row(number, id, OPEN, open.last().toString(), attempts, "", "");
          }
        }
        case Standing.Settled settled -> {
          if (only.takes(settled.outcome().word(), settled.reason())) {
            csv.row(
                number,
                id,
                settled.outcome().word(),
                settled.reason().toString(),
                attempts,
                settled.providerId(),
                time(settled.at()));
          }
        }
      }
    }

    private static String time(Instant at) {
      return TIME.format(at);
    }
  }
}
