package dev.blast.stage;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Fault;
import dev.blast.audience.HeaderRow;
import dev.blast.audience.RecordScanner;
import dev.blast.audience.Revision;
import dev.blast.audience.TextCheck;
import dev.blast.campaign.Problem;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;

/** A CSV whose header has been read; its scanner stands on the header. */
final class CsvSource implements Closeable {

  private final InputStream in;
  private final Revision revision;
  private final RecordScanner scanner;
  private final HeaderRow header;

  private CsvSource(InputStream in, Revision revision, RecordScanner scanner, HeaderRow header) {
    this.in = in;
    this.revision = revision;
    this.scanner = scanner;
    this.header = header;
  }

  /** What came of opening a file. */
  sealed interface Opening {

    /** The caller closes it. */
    record Opened(CsvSource csv) implements Opening {}

    record Unusable(Problem problem) implements Opening {}
  }

  static Opening open(AudienceFile file, Delimiter delimiter, RecordScanner.Tap tap) {
    try {
      Revision revision = file.look();
      InputStream in = Unpacking.open(file, revision);
      Opening opening = open(file.name(), revision, in, delimiter, tap);
      if (opening instanceof Opening.Unusable) {
        in.close();
      }
      return opening;
    } catch (IOException failed) {
      return new Opening.Unusable(Unpacking.problem(file.name(), failed));
    }
  }

  /** What is read: nothing of any other content of the file. */
  Revision revision() {
    return revision;
  }

  RecordScanner scanner() {
    return scanner;
  }

  HeaderRow header() {
    return header;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static Opening open(
      String file, Revision revision, InputStream in, Delimiter asked, RecordScanner.Tap tap)
      throws IOException {
    byte[] head;
    try {
      head = in.readNBytes(TextCheck.HEAD);
    } catch (IOException | RuntimeException failed) {
      in.close();
      throw failed;
    }
    Optional<Problem> notText = TextCheck.problem(file, head);
    if (notText.isPresent()) {
      return new Opening.Unusable(notText.get());
    }
    Optional<Character> declared = Delimiter.declared(head);
    Optional<Problem> contradiction = asked.problem(file, declared);
    if (contradiction.isPresent()) {
      return new Opening.Unusable(contradiction.get());
    }
    char delimiter = asked.of(head, declared);
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(head), in);
    RecordScanner scanner = new RecordScanner(all, (byte) delimiter, tap);
    RecordScanner.Item item = afterBlanks(scanner);
    if (declared.isPresent()) {
      item = afterBlanks(scanner);
    }
    int line = (int) scanner.line();
    return switch (item) {
      case RECORD ->
          new Opening.Opened(
              new CsvSource(
                  all,
                  revision,
                  scanner,
                  new HeaderRow(file, line, delimiter, scanner.fields().texts())));
      case FAULTY ->
          scanner.fault() instanceof Fault.NotUtf8 notUtf8 && !scanner.sawUtf8()
              ? new Opening.Unusable(
                  TextCheck.earlierEncoding(file, line, notUtf8.reason().detail()))
              : unusable(file, line, scanner.fault().reason().detail());
      case BLANK, END -> unusable(file, 0, "nothing but empty lines");
    };
  }

  private static RecordScanner.Item afterBlanks(RecordScanner scanner) throws IOException {
    RecordScanner.Item item = scanner.next();
    while (item == RecordScanner.Item.BLANK) {
      item = scanner.next();
    }
    return item;
  }

  private static Opening unusable(String file, int line, String found) {
    return new Opening.Unusable(
        new Problem(
            file, line, 0, found, "a header that names the columns", "export it as CSV UTF-8"));
  }
}
