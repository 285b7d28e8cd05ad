package dev.blast.stage;

import dev.blast.audience.Dialect;
import dev.blast.audience.HeaderRow;
import dev.blast.audience.RecordScanner;
import dev.blast.campaign.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What separates the fields of a file: as the campaign file says, or as its header shows. */
sealed interface Delimiter {

  /**
   * As the campaign file says.
   *
   * @param key of the campaign file that says so
   */
  record Given(char delimiter, String key) implements Delimiter {

    /** The problem of a file that declares another delimiter. */
    private Optional<Problem> contradiction(String file, Optional<Character> declared) {
      return declared
          .filter(other -> other != delimiter)
          .map(
              other ->
                  new Problem(
                      file,
                      1,
                      0,
                      "a first line that declares the delimiter " + Delimiter.word(other),
                      "the delimiter " + Delimiter.word(delimiter) + " of the campaign file",
                      "write delimiter: " + Delimiter.word(other) + " in " + key));
    }
  }

  /**
   * As the header shows.
   *
   * @param column that the header must have
   * @param likely where it shows nothing else
   */
  record Shown(String column, char likely) implements Delimiter {

    private char in(byte[] head) {
      return usual()
          .filter(each -> header(head, each).column(column, "", new ArrayList<>()).isPresent())
          .findFirst()
          .orElseGet(() -> usual().max(Comparator.comparingInt(each -> fields(head, each))).get());
    }

    private Stream<Character> usual() {
      return Stream.concat(Stream.of(likely), Stream.of(',', ';', '\t', '|')).distinct();
    }

    private static int fields(byte[] head, char delimiter) {
      return header(head, delimiter).names().size();
    }

    private static HeaderRow header(byte[] head, char delimiter) {
      RecordScanner scanner = new RecordScanner(head, (byte) delimiter, Dialect.CURRENT, 0, 1);
      try {
        RecordScanner.Item item = scanner.next();
        while (item == RecordScanner.Item.BLANK) {
          item = scanner.next();
        }
        boolean record = item == RecordScanner.Item.RECORD;
        return new HeaderRow("", 1, delimiter, record ? scanner.fields().texts() : List.of());
      } catch (IOException impossible) {
        // the bytes are in memory
        throw new UncheckedIOException(impossible);
      }
    }
  }

  /** The first line with which a spreadsheet tells others its delimiter, such as {@code sep=;}. */
  Pattern DECLARATION = Pattern.compile("\uFEFF?\"?[sS][eE][pP]=([ -~\t])\"?\\s*");

  /** What the first line of a file declares; empty where it is no such line. */
  static Optional<Character> declared(byte[] head) {
    int end = 0;
    while (end < head.length && head[end] != '\n') {
      end++;
    }
    Matcher line = DECLARATION.matcher(new String(head, 0, end, StandardCharsets.UTF_8));
    return line.matches() ? Optional.of(line.group(1).charAt(0)) : Optional.empty();
  }

  /** The problem of a file that declares another delimiter than the campaign file. */
  default Optional<Problem> problem(String file, Optional<Character> declared) {
    return switch (this) {
      case Given given -> given.contradiction(file, declared);
      case Shown shown -> Optional.empty();
    };
  }

  /** The delimiter of a file with this beginning, which may declare one. */
  default char of(byte[] head, Optional<Character> declared) {
    return switch (this) {
      case Given given -> given.delimiter;
      case Shown shown -> declared.orElseGet(() -> shown.in(head));
    };
  }

  private static String word(char delimiter) {
    return delimiter == '\t' ? "tab" : "\"" + delimiter + "\"";
  }
}
