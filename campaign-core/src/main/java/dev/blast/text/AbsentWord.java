package dev.blast.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Words that programs write where they have no value: databases, data frames, scripts, and the
 * errors of spreadsheets. As an id, an address or a code such a word is nobody's; in a message the
 * template's default stands in for it. Only these spellings: Null and Nan are names of people.
 */
public final class AbsentWord {

  /** As docs/campaign-file.md lists them. */
  public static final List<String> WORDS =
      List.of(
          "NULL",
          "null",
          "<null>",
          "\\N",
          "NaN",
          "nan",
          "<NA>",
          "N/A",
          "n/a",
          "None",
          "undefined",
          "#N/A",
          "#NULL!",
          "#REF!",
          "#VALUE!",
          "#NAME?",
          "#DIV/0!",
          "#NUM!");

  private static final byte[][] ENCODED =
      WORDS.stream().map(w -> w.getBytes(StandardCharsets.US_ASCII)).toArray(byte[][]::new);

  private static final int LONGEST = 9;

  private AbsentWord() {}

  /** Whether a {@linkplain CleanText clean} text is such a word. */
  public static boolean is(String text) {
    return text.length() <= LONGEST && WORDS.contains(text);
  }

  /** Whether the bytes of a clean text are such a word. */
  public static boolean is(byte[] utf8, int from, int to) {
    int length = to - from;
    if (length < 2 || length > LONGEST || !begins(utf8[from])) {
      return false;
    }
    for (byte[] word : ENCODED) {
      if (Arrays.equals(word, 0, word.length, utf8, from, to)) {
        return true;
      }
    }
    return false;
  }

  private static boolean begins(byte b) {
    return b == 'N' || b == 'n' || b == '#' || b == '\\' || b == '<' || b == 'u';
  }
}
