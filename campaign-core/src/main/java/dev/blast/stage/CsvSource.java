package dev.blast.stage;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Fault;
import dev.blast.audience.FileStamp;
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

  private final Input input;
  private final RecordScanner scanner;
  private final HeaderRow header;

  private CsvSource(Input input, RecordScanner scanner, HeaderRow header) {
    this.input = input;
    this.scanner = scanner;
    this.header = header;
  }

  /**
   * What is read.
   *
   * @param stamp of the file before it was opened
   */
  private record Input(
      AudienceFile file, FileStamp stamp, Revision revision, InputStream in, LastByte last) {}

  /** Remembers the last byte that passed. */
  private static final class LastByte implements RecordScanner.Tap {
    private final RecordScanner.Tap next;
    private byte last = '\n';

    LastByte(RecordScanner.Tap next) {
      this.next = next;
    }

    @Override
    public void passed(byte[] bytes, int from, int to) {
      if (to > from) {
        last = bytes[to - 1];
      }
      next.passed(bytes, from, to);
    }

    boolean isLineEnd() {
      return last == '\n' || last == '\r';
    }
  }

  /** What came of opening a file. */
  sealed interface Opening {

    /** The caller closes it. */
    record Opened(CsvSource csv) implements Opening {}

    record Unusable(Problem problem) implements Opening {}
  }

  static Opening open(AudienceFile file, Delimiter delimiter, RecordScanner.Tap tap) {
    try {
      FileStamp stamp = file.stamp();
      Revision revision = file.look();
      InputStream in = Unpacking.open(file, revision);
      Opening opening = open(new Input(file, stamp, revision, in, new LastByte(tap)), delimiter);
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
    return input.revision();
  }

  /**
   * That the file was written to since it was opened: what was read may be neither what it was nor
   * what it is. Empty when it was not.
   */
  Optional<Problem> changed() throws IOException {
    return input.stamp().changed(input.file().name(), input.file().stamp());
  }

  /**
   * Once it was read to its end: that its last line has no end, as of a file that is written to
   * still, in words. Empty when it has one.
   */
  Optional<String> cutShort() {
    scanner.flush();
    return input.last().isLineEnd()
        ? Optional.empty()
        : Optional.of(
            input.file().name()
                + " ends within line "
                + scanner.line()
                + ", without a line end: if it was not complete, that row is cut off");
  }

  RecordScanner scanner() {
    return scanner;
  }

  HeaderRow header() {
    return header;
  }

  @Override
  public void close() throws IOException {
    input.in().close();
  }

  private static Opening open(Input input, Delimiter asked) throws IOException {
    String file = input.file().name();
    InputStream in = input.in();
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
    RecordScanner scanner = new RecordScanner(all, (byte) delimiter, input.last());
    RecordScanner.Item item = afterBlanks(scanner);
    if (declared.isPresent()) {
      item = afterBlanks(scanner);
    }
    int line = (int) scanner.line();
    return switch (item) {
      case RECORD ->
          new Opening.Opened(
              new CsvSource(
                  input, scanner, new HeaderRow(file, line, delimiter, scanner.fields().texts())));
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
