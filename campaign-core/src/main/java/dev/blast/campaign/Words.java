package dev.blast.campaign;

import dev.blast.text.Shown;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How texts of the file are shown in problems. */
final class Words {

  private static final int SHOWN = 40;

  private Words() {}

  /** The text in quotes: its first line, and not more than forty characters of it. */
  static String quoted(String text) {
    String line = text.lines().findFirst().orElse("");
    boolean cut = line.length() < text.stripTrailing().length();
    if (line.codePointCount(0, line.length()) > SHOWN) {
      line = line.substring(0, line.offsetByCodePoints(0, SHOWN));
      cut = true;
    }
    char quote = line.indexOf('"') < 0 ? '"' : '\'';
    return quote + visible(line) + (cut ? "…" : "") + quote;
  }

  /** {@code "a", "b" or "c"}, without the quotes. */
  static String oneOf(List<String> words) {
    if (words.size() == 1) {
      return words.getFirst();
    }
    return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** The word that was probably meant; empty when none is near. */
  static Optional<String> nearest(String written, List<String> words) {
    String best = "";
    int least = Integer.MAX_VALUE;
    for (String word : words) {
      int distance = distance(written.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = word;
      }
    }
    boolean near = least <= Math.max(1, Math.min(written.length(), best.length()) / 3);
    return near ? Optional.of(best) : Optional.empty();
  }

  /** Levenshtein's, with two neighbours swapped as one step. */
  private static int distance(String one, String other) {
    int[][] steps = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        steps[i][j] = i == 0 || j == 0 ? i + j : steps(steps, one, other, i, j);
      }
    }
    return steps[one.length()][other.length()];
  }

  private static int steps(int[][] steps, String one, String other, int i, int j) {
    boolean same = one.charAt(i - 1) == other.charAt(j - 1);
    int least =
        Math.min(
            steps[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
  }

  /** What nobody sees is named; a tab is shown as it is written. */
  private static String visible(String line) {
    return Shown.line(line.replace("\t", "\\t"));
  }
}
