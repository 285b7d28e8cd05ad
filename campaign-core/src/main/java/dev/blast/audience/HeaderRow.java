package dev.blast.audience;

import dev.blast.campaign.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The names of a file's columns, without the spaces around them. Immutable.
 *
 * @param file as the operator knows it
 * @param line on which the header starts, from 1
 * @param delimiter the names were separated by
 */
public record HeaderRow(String file, int line, char delimiter, List<String> names) {

  private static final List<Character> USUAL_DELIMITERS = List.of(',', ';', '\t', '|');

  public HeaderRow {
    names = names.stream().map(String::strip).toList();
  }

  /**
   * The column with this name. When there is none, or more than one, the answer is empty and the
   * problem is added.
   *
   * @param role what the column is needed for
   */
  public OptionalInt column(String name, String role, List<Problem> problems) {
    String wanted = name.strip();
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

  private Problem missing(String name, String role) {
    String found =
        (names.size() == 1 ? "the only column " : "the columns ")
            + String.join(", ", names.stream().map(column -> "'" + column + "'").toList());
    return new Problem(file, line, 0, found, expected(name, role), remedy(name));
  }

  static String expected(String name, String role) {
    return "a column '" + name + "' (" + role + ")";
  }

  private Problem repeated(String name, String role) {
    return new Problem(
        file,
        line,
        0,
        "more than one column '" + name + "'",
        "one (" + role + ")",
        "rename the columns that are not meant");
  }

  private String remedy(String name) {
    if (names.size() == 1) {
      String only = names.getFirst();
      if (only.indexOf('\r') >= 0) {
        return "its lines end in CR alone: save it with line ends LF or CRLF";
      }
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
        .map(close -> "write '" + close + "' in the campaign file: case matters")
        .or(() -> similar(name))
        .orElse("name a column of the file in the campaign file, or correct the header");
  }

  /** {@code first name} and {@code FirstName} for {@code first_name}. */
  private Optional<String> similar(String name) {
    String wanted = letters(name);
    return names.stream()
        .filter(column -> !wanted.isEmpty() && letters(column).equals(wanted))
        .findFirst()
        .map(close -> "write '" + close + "' in the campaign file, as the header has it");
  }

  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }
}
