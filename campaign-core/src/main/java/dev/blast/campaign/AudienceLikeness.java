package dev.blast.campaign;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What makes a file that is no campaign look like an audience.
 *
 * @param delimiter between its columns; 0 when only its name says so
 */
record AudienceLikeness(char delimiter) {

  private static final Pattern NAMED =
      Pattern.compile(".*\\.(csv|tsv|tab|xlsx?|ods)(\\.gz)?", Pattern.CASE_INSENSITIVE);

  /** How a campaign may begin, and a table hardly: a key, a brace, a list, a comment, a marker. */
  private static final Pattern WRITTEN =
      Pattern.compile("\\s*([\\w\"'-]+\\s*:(\\s.*)?|[{\\[#%].*|-(\\s.*|--.*)?)");

  private static final String DELIMITERS = ",;\t|";
  private static final int LOOKED_AT = 2;

  /** Empty for a file that looks like something else. */
  static Optional<AudienceLikeness> of(Path file, String start) {
    OptionalInt delimiter = delimiter(start);
    if (delimiter.isPresent()) {
      return Optional.of(new AudienceLikeness((char) delimiter.getAsInt()));
    }
    return NAMED.matcher(file.toString()).matches()
        ? Optional.of(new AudienceLikeness((char) 0))
        : Optional.empty();
  }

  /** The one that the first lines have equally often. */
  private static OptionalInt delimiter(String start) {
    List<String> lines = start.lines().filter(line -> !line.isBlank()).limit(LOOKED_AT).toList();
    if (lines.isEmpty() || lines.stream().anyMatch(line -> WRITTEN.matcher(line).matches())) {
      return OptionalInt.empty();
    }
    return DELIMITERS
        .chars()
        .filter(c -> lines.getFirst().indexOf(c) >= 0)
        .filter(c -> lines.stream().mapToLong(line -> count(line, c)).distinct().count() == 1)
        .findFirst();
  }

  private static long count(String line, int wanted) {
    return line.chars().filter(c -> c == wanted).count();
  }

  /** What is there; {@code otherwise} where only the name of the file tells. */
  String found(String otherwise) {
    if (delimiter == 0) {
      return otherwise;
    }
    String shown = delimiter == '\t' ? "tabs" : "'" + delimiter + "'";
    return String.format(Locale.ROOT, "rows with columns separated by %s", shown);
  }

  String remedy() {
    return "this is no campaign file, and looks like the audience; give the campaign file that"
        + " names it";
  }
}
