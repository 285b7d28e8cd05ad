package dev.blast.stage;

import dev.blast.audience.Dialect;
import dev.blast.audience.Fault;
import dev.blast.audience.Layout;
import dev.blast.audience.RecordScanner;
import dev.blast.audience.TextCheck;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.Problem;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Reason;
import dev.blast.outcome.StagedCounts;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The pass over the rows after the header. Used once. */
final class StagingPass {

  /** A line beyond this is no CSV, and would make a shard too large to hold. */
  static final long MAX_LINE = 16L * 1024 * 1024;

  static final Reason REPEATED = new Reason("repeated-id", "the recipient id occurred before");
  static final Reason SAME_ADDRESS =
      new Reason("repeated-address", "the address occurred before under another id");
  static final Reason ON_LIST = new Reason("on-suppression-list", "");

  private final CsvSource csv;
  private final RecordScanner scanner;
  private final Layout layout;
  private final PeopleHash people;
  private final Reached reached;
  private final Suppressions suppressions;
  private final ShardCutter shards;
  private final Rejects rejects;
  private final Findings findings = new Findings();
  private final FilterValues filterValues;
  private final EnvelopeSize envelopes = new EnvelopeSize();
  private long headerBytes;
  private long rows;
  private long recipients;
  private long blankLines;
  private boolean seenRecord;
  private boolean addressesHaveAt;
  private Dialect dialect = Dialect.CURRENT;
  private RowReader reader;

  /** The first row whose bytes are not UTF-8; 0 for none. */
  private long notUtf8Line;

  private String notUtf8 = "";

  StagingPass(
      CsvSource csv,
      Layout layout,
      Suppressions suppressions,
      ShardCutter shards,
      Rejects rejects,
      PeopleHash people,
      boolean addressOnce) {
    this.csv = csv;
    this.scanner = csv.scanner();
    this.layout = layout;
    this.reader = new RowReader(layout, dialect);
    this.filterValues = new FilterValues(layout.filters());
    this.suppressions = suppressions;
    this.shards = shards;
    this.rejects = rejects;
    this.people = people;
    this.reached = new Reached(people.idIsAddress(), addressOnce);
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
        case FAULTY -> faulty(scanner.fault());
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

  /**
   * The problem of a file whose bytes beyond ASCII are all of an encoding of before Unicode; one of
   * UTF-8 with a damaged row is none.
   */
  Optional<Problem> earlierEncoding() {
    return notUtf8Line > 0 && !scanner.sawUtf8()
        ? Optional.of(TextCheck.earlierEncoding(csv.header().file(), (int) notUtf8Line, notUtf8))
        : Optional.empty();
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
        "",
        shards.wholeDigest(),
        csv.header().names(),
        headerBytes,
        shards.shards(),
        dialect.rules(),
        dialect.trailingDelimiter(),
        suppressions.uses(reached, addressesHaveAt),
        absentValues(campaign.columns()),
        reached.sharedAddresses());
  }

  private List<AbsentValues> absentValues(List<String> columns) {
    long[] counts = reader.absentWords();
    return IntStream.range(0, counts.length)
        .filter(i -> counts[i] > 0)
        .mapToObj(i -> new AbsentValues(columns.get(i), counts[i]))
        .toList();
  }

  private void faulty(Fault fault) {
    if (fault instanceof Fault.NotUtf8 && notUtf8Line == 0) {
      notUtf8Line = scanner.line();
      notUtf8 = fault.reason().detail();
    }
    exclude(Exclusion.INVALID, fault.reason());
  }

  private void record() {
    if (!seenRecord && reader.endsWithADelimiter(scanner.fields())) {
      dialect = dialect.withTrailingDelimiter();
      reader = new RowReader(layout, dialect);
    }
    seenRecord = true;
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
    long address = people.ofAddress(reader.address());
    long id = people.idIsAddress() ? address : people.ofId(reader.id());
    if (suppressions.name(id, address)) {
      exclude(Exclusion.SUPPRESSED, ON_LIST);
      return;
    }
    switch (reached.add(id, address)) {
      case SAME_ID -> exclude(Exclusion.DUPLICATE, REPEATED);
      case SAME_ADDRESS -> exclude(Exclusion.DUPLICATE, SAME_ADDRESS);
      case NEW -> recipient();
    }
  }

  private void recipient() {
    if (recipients == 0) {
      addressesHaveAt = reader.address().text().indexOf('@') >= 0;
    }
    rows++;
    recipients++;
    shards.recipient();
    envelopes.add(reader.count(scanner.fields()));
  }

  private void exclude(Exclusion exclusion, Reason reason) {
    rows++;
    switch (exclusion) {
      case DUPLICATE -> {
        if (reason.equals(SAME_ADDRESS)) {
          shards.sameAddress();
        } else {
          shards.duplicate();
        }
      }
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
