package dev.blast.text;

import java.util.Locale;

/** Texts for a terminal: a character that nobody sees, or that moves the cursor, is named. */
public final class Shown {

  private Shown() {}

  /** The text on one line, with {@code <U+00A0>} in the place of each invisible character. */
  public static String line(String text) {
    return shown(text, false);
  }

  /** The text with its line ends and tabs, and its other control characters named. */
  public static String block(String text) {
    return shown(text, true);
  }

  /** {@code U+00A0}. */
  public static String name(int codePoint) {
    return String.format(Locale.ROOT, "U+%04X", codePoint);
  }

  private static String shown(String text, boolean block) {
    if (text.codePoints().noneMatch(c -> block ? moves(c) : invisible(c))) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (block ? moves(c) : invisible(c)) {
                shown.append('<').append(name(c)).append('>');
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  /** A terminal acts on it. */
  private static boolean moves(int c) {
    return Character.isISOControl(c) && c != '\n' && c != '\t';
  }

  private static boolean invisible(int c) {
    return Character.isISOControl(c)
        || (c != ' ' && CleanText.isEdge(c))
        || Character.getType(c) == Character.UNASSIGNED;
  }
}
