package dev.blast.text;

import java.text.Normalizer;

/**
 * The one rule by which texts of audiences, lists and campaign files are compared and sent: what
 * nobody sees at either end does not count, and accents are composed (NFC). Thread-safe.
 *
 * <p>At the ends there do not count: white space as Unicode defines it (property {@code
 * White_Space}), what is left over of line ends and of DOS's end of file (U+001A), and format
 * characters that nobody sees: the soft hyphen, zero-width characters, directional marks,
 * embeddings and isolates, the byte order mark.
 */
public final class CleanText {

  private CleanText() {}

  /** The text as it counts; the same object where nothing has to be left out or composed. */
  public static String of(String text) {
    String trimmed = trim(text);
    return Normalizer.isNormalized(trimmed, Normalizer.Form.NFC)
        ? trimmed
        : Normalizer.normalize(trimmed, Normalizer.Form.NFC);
  }

  /** Whether nothing of the text counts. */
  public static boolean isBlank(String text) {
    return trim(text).isEmpty();
  }

  /** Whether a character does not count at the ends of a text. All of them are below U+10000. */
  public static boolean isEdge(int codePoint) {
    return codePoint < 0x80 ? isAsciiEdge(codePoint) : isEdgeBeyondAscii(codePoint);
  }

  private static boolean isAsciiEdge(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x1a;
  }

  private static boolean isEdgeBeyondAscii(int c) {
    return switch (c) {
      case 0x85, 0xa0, 0xad, 0x61c, 0x1680, 0x180e, 0x2028, 0x2029, 0x205f, 0x3000, 0xfeff -> true;
      default ->
          (c >= 0x2000 && c <= 0x200f)
              || (c >= 0x202a && c <= 0x202f)
              || (c >= 0x2060 && c <= 0x206f);
    };
  }

  private static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isEdge(text.charAt(from))) {
      from++;
    }
    while (to > from && isEdge(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }
}
