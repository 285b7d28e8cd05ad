package dev.blast.stage;

import dev.blast.audience.Layout;
import dev.blast.audience.RecordScanner;
import dev.blast.audience.Slice;
import dev.blast.campaign.Campaign;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Reason;
import dev.blast.outcome.StagedCounts;
import java.io.IOException;
import java.util.List;

/** The pass over the rows after the header. Used once. */
final class StagingPass {

  /** A line beyond this is no CSV, and would make a shard too large to hold. */
  static final long MAX_LINE = 16L * 1024 * 1024;

  static final Reason REPEATED = new Reason("repeated-id", "the recipient id occurred before");
  static final Reason ON_LIST = new Reason("on-suppression-list", "");

  private final CsvSource csv;
  private final RecordScanner scanner;
  private final RowReader reader;
  private final Suppressions suppressions;
  private final ShardCutter shards;
  private final Rejects rejects;
  private final long seed;
  private final HashSet64 ids = new HashSet64();
  private final Findings findings = new Findings();
  private final FilterValues filterValues;
  private final EnvelopeSize envelopes = new EnvelopeSize();
  private long headerBytes;
  private long rows;
  private long recipients;
  private long blankLines;

  StagingPass(
      CsvSource csv,
      Layout layout,
      Suppressions suppressions,
      ShardCutter shards,
      Rejects rejects,
      long seed) {
    this.csv = csv;
    this.scanner = csv.scanner();
    this.reader = new RowReader(layout);
    this.filterValues = new FilterValues(layout.filters());
    this.suppressions = suppressions;
    this.shards = shards;
    this.rejects = rejects;
    this.seed = seed;
  }

  /**
   * Reads to the end.
   *
   * @param shardBytes a shard is cut at the first border at or after so many bytes
   * @return the line that is too long to be one of a CSV; 0 when there is none
   */
  long run(int shardBytes) throws IOException {
    scanner.flush();
    headerBytes = scanner.end();
    shards.headerEnds(headerBytes, scanner.nextLine());
    while (true) {
      switch (scanner.next()) {
        case RECORD -> record();
        case FAULTY -> exclude(Exclusion.INVALID, scanner.fault().reason());
        case BLANK -> blankLines++;
        case END -> {
          cut();
          return 0;
        }
      }
      if (scanner.end() - scanner.start() > MAX_LINE) {
        return scanner.line();
      }
      if (scanner.end() - shards.from() >= shardBytes) {
        cut();
      }
    }
  }

  Findings findings() {
    return findings;
  }

  long rows() {
    return rows;
  }

  StagedCounts counts() {
    return new StagedCounts(rows, findings.totals(), recipients);
  }

  /** A sentence for each value of the campaign's filter that no row has. */
  List<String> missingFilterValues() {
    return filterValues.missing();
  }

  long blankLines() {
    return blankLines;
  }

  /**
   * @param tag of the bytes that the shards are in
   */
  Manifest manifest(String tag, Campaign campaign) {
    return new Manifest(
        counts(),
        envelopes.packing(campaign.packing(), campaign.throttle(), campaign.safety().canary()),
        scanner.end(),
        tag,
        shards.wholeDigest(),
        csv.header().names(),
        headerBytes,
        shards.shards());
  }

  private void record() {
    switch (reader.read(scanner.fields())) {
      case RowVerdict.Wanted() -> {
        filterValues.see(scanner.fields());
        wanted();
      }
      case RowVerdict.Invalid(Reason reason) -> exclude(Exclusion.INVALID, reason);
      case RowVerdict.Filtered(Reason reason) -> {
        filterValues.see(scanner.fields());
        exclude(Exclusion.FILTERED, reason);
      }
    }
  }

  private void wanted() {
    Slice id = reader.id();
    if (suppressions.name(reader)) {
      exclude(Exclusion.SUPPRESSED, ON_LIST);
    } else if (!ids.add(ByteHash.of(id.bytes(), id.from(), id.to(), seed))) {
      exclude(Exclusion.DUPLICATE, REPEATED);
    } else {
      rows++;
      recipients++;
      shards.recipient();
      envelopes.add(reader.encodedSize(scanner.fields()));
    }
  }

  private void exclude(Exclusion exclusion, Reason reason) {
    rows++;
    switch (exclusion) {
      case DUPLICATE -> shards.duplicate();
      case SUPPRESSED -> shards.suppressed();
      case INVALID, FILTERED, HELD_OUT -> shards.excluded();
    }
    findings.add(scanner.line(), exclusion, reason);
    if (exclusion != Exclusion.FILTERED) {
      rejects.reject(scanner.line(), exclusion, reason, scanner.text());
    }
  }

  private void cut() {
    scanner.flush();
    shards.cut(scanner.end(), scanner.nextLine());
  }
}
