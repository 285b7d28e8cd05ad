package dev.blast.stage;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Audiences;
import dev.blast.audience.Fields;
import dev.blast.audience.RecordScanner;
import dev.blast.audience.Revision;
import dev.blast.audience.Slice;
import dev.blast.campaign.AudienceSource;
import dev.blast.campaign.AudienceSource.Match;
import dev.blast.campaign.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The people never to reach, as hashes. A list must be readable to its last line: a row that is not
 * might name somebody. Not thread-safe.
 */
final class Suppressions {

  private static final int PROBLEMS_PER_LIST = 5;

  private final long seed;
  private final HashSet64 ids = new HashSet64();
  private final HashSet64 addresses = new HashSet64();
  private final CaseFold fold = new CaseFold();
  private final Slice value = new Slice();
  private final List<Revision> read = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private Suppressions(long seed) {
    this.seed = seed;
  }

  /** Reads the lists of a campaign; what is wrong with them is added to the problems. */
  static Suppressions load(
      AudienceSource source, Audiences files, long seed, List<Problem> problems) {
    Suppressions suppressions = new Suppressions(seed);
    for (AudienceSource.Suppression list : source.suppressions()) {
      suppressions.load(list, source.delimiter(), files.at(list.uri()), problems);
    }
    return suppressions;
  }

  /** What the lists held that were read, in the campaign's order. */
  List<Revision> revisions() {
    return read;
  }

  /** What the operator should know of the lists, a sentence each. */
  List<String> notes() {
    return notes;
  }

  /** Whether a list names the row that was read last. */
  boolean name(RowReader row) {
    if (!ids.isEmpty()) {
      Slice id = row.id();
      if (ids.contains(ByteHash.of(id.bytes(), id.from(), id.to(), seed))) {
        return true;
      }
    }
    return !addresses.isEmpty() && addresses.contains(fold.hash(row.address(), seed));
  }

  private void load(
      AudienceSource.Suppression list, char delimiter, AudienceFile file, List<Problem> problems) {
    switch (CsvSource.open(file, delimiter, (bytes, from, to) -> {})) {
      case CsvSource.Opening.Unusable(Problem problem) -> problems.add(problem);
      case CsvSource.Opening.Opened(CsvSource csv) -> {
        try (csv) {
          read.add(csv.revision());
          List<Problem> found = new ArrayList<>();
          OptionalInt column = csv.header().column(list.column(), "the suppression list", found);
          if (column.isPresent()) {
            read(csv, column.getAsInt(), list.match(), found);
            csv.changed().ifPresent(found::add);
            csv.cutShort().ifPresent(notes::add);
          }
          problems.addAll(found);
        } catch (IOException failed) {
          problems.add(Unpacking.problem(file.name(), failed));
        }
      }
    }
  }

  private void read(CsvSource csv, int column, Match match, List<Problem> found)
      throws IOException {
    RecordScanner scanner = csv.scanner();
    int width = csv.header().names().size();
    while (found.size() < PROBLEMS_PER_LIST) {
      switch (scanner.next()) {
        case END -> {
          return;
        }
        case BLANK -> {}
        case FAULTY -> found.add(problem(csv, scanner.fault().reason().detail()));
        case RECORD -> {
          Fields fields = scanner.fields();
          if (fields.count() != width) {
            found.add(problem(csv, fields.count() + " fields where the header has " + width));
          } else if (!fields.slice(column, value).strip().isEmpty()) {
            add(match);
          }
        }
      }
    }
  }

  private void add(Match match) {
    switch (match) {
      case ID -> ids.add(ByteHash.of(value.bytes(), value.from(), value.to(), seed));
      case ADDRESS -> addresses.add(fold.hash(value, seed));
    }
  }

  private static Problem problem(CsvSource csv, String found) {
    return new Problem(
        csv.header().file(),
        (int) csv.scanner().line(),
        0,
        found,
        "a row that can be read, since it may name somebody",
        "correct the row");
  }
}
