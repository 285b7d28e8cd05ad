package dev.blast.audience;

import dev.blast.campaign.Problem;
import dev.blast.text.CleanText;
import dev.blast.text.Shown;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The names of a file's columns, as they count. Immutable.
 *
 * @param file as the operator knows it
 * @param line on which the header starts, from 1
 * @param delimiter the names were separated by
 * @param dialect as which the file is read
 */
public record HeaderRow(
    String file, int line, char delimiter, List<String> names, Dialect dialect) {

  private static final List<Character> USUAL_DELIMITERS = List.of(',', ';', '\t', '|');

  /** A message lists so many columns, and so much of a name. */
  private static final int NAMES_SHOWN = 8;

  private static final int NAME_SHOWN = 30;
  private static final int PHONE_DIGITS = 6;

  public HeaderRow {
    Dialect reading = dialect;
    names = names.stream().map(name -> counting(name, reading)).toList();
  }

  /** Of a file that is read by the latest rules. */
  public HeaderRow(String file, int line, char delimiter, List<String> names) {
    this(file, line, delimiter, names, Dialect.CURRENT);
  }

  /**
   * The column with this name. When there is none, or more than one, the answer is empty and the
   * problem is added.
   *
   * @param role what the column is needed for
   */
  public OptionalInt column(String name, String role, List<Problem> problems) {
    String wanted = counting(name, dialect);
    int first = names.indexOf(wanted);
    if (first < 0) {
      problems.add(missing(wanted, role));
      return OptionalInt.empty();
    }
    if (names.lastIndexOf(wanted) != first) {
      problems.add(repeated(wanted, role));
      return OptionalInt.empty();
    }
    return OptionalInt.of(first);
  }

  private static String counting(String name, Dialect dialect) {
    return dialect.cleans() ? CleanText.of(name) : name.strip();
  }

  private Problem missing(String name, String role) {
    String found = (names.size() == 1 ? "the only column " : "the columns ") + shown();
    return new Problem(file, line, 0, found, expected(name, role), remedy(name));
  }

  static String expected(String name, String role) {
    return "a column '" + Shown.line(name) + "' (" + role + ")";
  }

  private Problem repeated(String name, String role) {
    return new Problem(
        file,
        line,
        0,
        "more than one column '" + Shown.line(name) + "'",
        "one (" + role + ")",
        "rename the columns that are not meant");
  }

  /** The first names; of a file without a header they are a recipient, so no address is shown. */
  private String shown() {
    String first =
        names.stream().limit(NAMES_SHOWN).map(HeaderRow::shown).collect(Collectors.joining(", "));
    int more = names.size() - NAMES_SHOWN;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private static String shown(String name) {
    if (looksLikeAnAddress(name)) {
      return "(an address)";
    }
    boolean cut = name.codePointCount(0, name.length()) > NAME_SHOWN;
    String head = cut ? name.substring(0, name.offsetByCodePoints(0, NAME_SHOWN)) + "…" : name;
    return "'" + Shown.line(head) + "'";
  }

  private static boolean looksLikeAnAddress(String name) {
    boolean number = name.chars().filter(c -> c >= '0' && c <= '9').count() >= PHONE_DIGITS;
    return name.indexOf('@') > 0 || (number && name.chars().noneMatch(Character::isLetter));
  }

  private String remedy(String name) {
    if (names.stream().anyMatch(HeaderRow::looksLikeAnAddress)) {
      return "add a first line that names the columns: the file seems to have no header";
    }
    if (names.size() == 1) {
      String only = names.getFirst();
      for (char usual : USUAL_DELIMITERS) {
        if (usual != delimiter && only.indexOf(usual) >= 0) {
          String shown = usual == '\t' ? "\\t" : String.valueOf(usual);
          return "its fields look separated by '"
              + shown
              + "': say so as the audience's delimiter in the campaign file";
        }
      }
    }
    return names.stream()
        .filter(column -> column.equalsIgnoreCase(name))
        .findFirst()
        .map(close -> "write '" + Shown.line(close) + "' in the campaign file: case matters")
        .or(() -> similar(name))
        .orElse("name a column of the file in the campaign file, or correct the header");
  }

  /** {@code first name} and {@code FirstName} for {@code first_name}. */
  private Optional<String> similar(String name) {
    String wanted = letters(name);
    return names.stream()
        .filter(column -> !wanted.isEmpty() && letters(column).equals(wanted))
        .findFirst()
        .map(
            close ->
                "write '" + Shown.line(close) + "' in the campaign file, as the header has it");
  }

  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }
}
