package dev.blast.campaign;

import java.util.Arrays;

/** The text of a campaign file, and where its lines start. Immutable. */
final class Source {

  private final String name;
  private final String text;
  private final int[] lineStarts;

  /** Where the characters start that take two chars; each counted in code points. */
  private final int[] pairs;

  /**
   * @param name of the file, as the operator knows it
   * @param text a byte order mark at its start is left out, as editors show it
   */
  Source(String name, String text) {
    this.name = name;
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    this.lineStarts = lineStarts(this.text);
    this.pairs = pairs(this.text);
  }

  /**
   * A place in the file.
   *
   * @param offset in chars, from 0
   * @param line from 1
   * @param column in code points, from 1
   */
  record Mark(int offset, int line, int column) {}

  String name() {
    return name;
  }

  String text() {
    return text;
  }

  boolean isJson() {
    return name.endsWith(".json");
  }

  Mark markAt(int offset) {
    int at = Math.clamp(offset, 0, text.length());
    int found = Arrays.binarySearch(lineStarts, at);
    int line = found >= 0 ? found : -found - 2;
    return new Mark(at, line + 1, text.codePointCount(lineStarts[line], at) + 1);
  }

  /** SnakeYAML counts code points. */
  Mark markAtCodePoint(long index) {
    int at = Math.clamp(index, 0, text.length());
    int found = Arrays.binarySearch(pairs, at);
    return markAt(at + (found >= 0 ? found : -found - 1));
  }

  /** The line that holds this place, without its end. */
  String lineAt(Mark mark) {
    return line(mark, lineStarts[mark.line() - 1]);
  }

  /** What that line holds from this place on. */
  String lineFrom(Mark mark) {
    return line(mark, mark.offset());
  }

  private String line(Mark mark, int start) {
    int end = mark.line() < lineStarts.length ? lineStarts[mark.line()] : text.length();
    return text.substring(start, end).stripTrailing();
  }

  /**
   * The place of the n-th <code>{{</code> (from 0) after a place. Quoting and folding move what is
   * around the braces, but neither adds nor removes any, so counting finds them in every style.
   */
  Mark markOfBraces(Mark from, int n) {
    int at = text.indexOf("{{", from.offset());
    for (int i = 0; i < n && at >= 0; i++) {
      at = text.indexOf("{{", at + 2);
    }
    return at < 0 ? from : markAt(at);
  }

  /**
   * The place of the n-th occurrence (from 0) of a piece of a value after a place; that place
   * itself where quoting or folding changed the piece.
   */
  Mark markOf(String piece, Mark from, int n) {
    int at = text.indexOf(piece, from.offset());
    for (int i = 0; i < n && at >= 0; i++) {
      at = text.indexOf(piece, at + 1);
    }
    return at < 0 ? from : markAt(at);
  }

  private static int[] pairs(String text) {
    int[] pairs = new int[text.length()];
    int count = 0;
    for (int i = 0; i + 1 < text.length(); i++) {
      if (Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
        pairs[count] = i - count;
        count++;
        i++;
      }
    }
    return Arrays.copyOf(pairs, count);
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[text.length() + 2];
    int lines = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean ends = c == '\n' || (c == '\r' && !text.startsWith("\n", i + 1));
      if (ends) {
        starts[lines++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, lines);
  }
}
