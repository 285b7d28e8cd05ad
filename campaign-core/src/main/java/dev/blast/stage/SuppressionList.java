package dev.blast.stage;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Fault;
import dev.blast.audience.Fields;
import dev.blast.audience.RecordScanner;
import dev.blast.audience.Revision;
import dev.blast.audience.Slice;
import dev.blast.audience.TextCheck;
import dev.blast.campaign.AudienceSource.Match;
import dev.blast.campaign.AudienceSource.Suppression;
import dev.blast.campaign.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One list of people never to reach. Not thread-safe. */
final class SuppressionList {

  private static final int PROBLEMS = 5;
  private static final String KEY = "the list's block under audience.suppress";

  private final Suppression list;
  private final AudienceFile file;
  private final Delimiter delimiter;
  private final PeopleHash people;
  private final HashSet64 named = new HashSet64();
  private final Slice value = new Slice();
  private final Slice unescaped = new Slice();
  private final List<String> notes = new ArrayList<>();
  private Revision revision = new Revision(0, "");
  private long entries;
  private long entriesWithAt;
  private long matched;

  private SuppressionList(
      Suppression list, AudienceFile file, Delimiter delimiter, PeopleHash people) {
    this.list = list;
    this.file = file;
    this.delimiter = delimiter;
    this.people = people;
  }

  /**
   * Reads a list; empty when it cannot be opened. What is wrong with it is added to the problems.
   *
   * @param likely what separates its fields where neither campaign nor header tells
   */
  static Optional<SuppressionList> load(
      Suppression list, char likely, AudienceFile file, PeopleHash people, List<Problem> problems) {
    Delimiter delimiter =
        list.delimiter()
            .<Delimiter>map(given -> new Delimiter.Given(given, KEY))
            .orElseGet(() -> new Delimiter.Shown(list.column(), likely));
    return new SuppressionList(list, file, delimiter, people).load(problems);
  }

  Revision revision() {
    return revision;
  }

  /** What the operator should know of the file, a sentence each. */
  List<String> notes() {
    return notes;
  }

  /** Whether it names a recipient, by {@link PeopleHash}; counts those that it does. */
  boolean names(long id, long address) {
    boolean names = named.contains(list.match() == Match.ID ? id : address);
    if (names) {
      matched++;
    }
    return names;
  }

  /** What came of it, once the audience was read. */
  ListUse use(Reached recipients, PeopleHash hashes, boolean addressesHaveAt) {
    ListUse use = new ListUse(list.uri(), list.column(), list.match(), entries, matched, "");
    return use.matchedNobody()
        ? use.withHint(new ListHint(list, recipients, hashes).of(this, addressesHaveAt))
        : use;
  }

  /** Whether no entry looks like an email address. */
  boolean hasNoAt() {
    return entriesWithAt == 0;
  }

  /** Whether every entry does. */
  boolean hasAtEverywhere() {
    return entriesWithAt == entries;
  }

  /** Opens it once more, to see what else it holds. */
  CsvSource.Opening open() {
    return CsvSource.open(file, delimiter, (bytes, from, to) -> {});
  }

  private Optional<SuppressionList> load(List<Problem> problems) {
    switch (open()) {
      case CsvSource.Opening.Unusable(Problem problem) -> problems.add(problem);
      case CsvSource.Opening.Opened(CsvSource csv) -> {
        try (csv) {
          revision = csv.revision();
          List<Problem> found = new ArrayList<>();
          OptionalInt column = csv.header().column(list.column(), "the suppression list", found);
          if (column.isPresent()) {
            read(csv, column.getAsInt(), found);
            csv.changed().ifPresent(found::add);
            csv.cutShort().ifPresent(notes::add);
          }
          problems.addAll(found);
          return Optional.of(this);
        } catch (IOException failed) {
          problems.add(Unpacking.problem(file.name(), failed));
        }
      }
    }
    return Optional.empty();
  }

  private void read(CsvSource csv, int column, List<Problem> found) throws IOException {
    RecordScanner scanner = csv.scanner();
    int width = 0;
    while (found.size() < PROBLEMS) {
      switch (scanner.next()) {
        case END -> {
          return;
        }
        case BLANK -> {}
        case FAULTY -> {
          Fault fault = scanner.fault();
          int line = (int) scanner.line();
          if (fault instanceof Fault.NotUtf8 && !readOnForUtf8(scanner)) {
            found.clear();
            found.add(TextCheck.earlierEncoding(file.name(), line, fault.reason().detail()));
            return;
          }
          found.add(problem(line, fault.reason().detail()));
          if (fault instanceof Fault.NotUtf8) {
            return;
          }
        }
        case RECORD -> {
          Fields fields = scanner.fields();
          width = width > 0 ? width : width(csv, fields);
          if (fields.count() != width || !endsAsTheFirst(csv, fields, width)) {
            found.add(
                problem(
                    (int) scanner.line(),
                    fields.count()
                        + " fields where the header has "
                        + csv.header().names().size()));
          } else if (!fields.clean(column, value).isEmpty()) {
            add();
          }
        }
      }
    }
  }

  /** Whether there is UTF-8 anywhere; the list is refused in any case. */
  private static boolean readOnForUtf8(RecordScanner scanner) throws IOException {
    while (!scanner.sawUtf8()) {
      if (scanner.next() == RecordScanner.Item.END) {
        return false;
      }
    }
    return true;
  }

  /** Fields of a row: one more than the header has where the first ends with a delimiter. */
  private int width(CsvSource csv, Fields first) {
    int names = csv.header().names().size();
    boolean trailing = first.count() == names + 1 && first.clean(names, value).isEmpty();
    return trailing ? names + 1 : names;
  }

  private boolean endsAsTheFirst(CsvSource csv, Fields fields, int width) {
    int names = csv.header().names().size();
    return width == names || fields.clean(names, value).isEmpty();
  }

  private void add() {
    entries++;
    for (int i = value.from(); i < value.to(); i++) {
      if (value.bytes()[i] == '@') {
        entriesWithAt++;
        break;
      }
    }
    boolean address = list.match() == Match.ADDRESS;
    boolean escaped = SafeEntry.unescape(value, unescaped);
    // both, where it may be either: an id may begin with an apostrophe itself
    named.add(people.ofEntry(value, address));
    if (escaped) {
      named.add(people.ofEntry(unescaped, address));
    }
  }

  private Problem problem(int line, String found) {
    return new Problem(
        file.name(),
        line,
        0,
        found,
        "a row that can be read, since it may name somebody",
        "correct the row");
  }
}
