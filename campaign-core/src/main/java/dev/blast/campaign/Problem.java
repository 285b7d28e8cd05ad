package dev.blast.campaign;

/**
 * One thing that is wrong with what the operator gave us.
 *
 * @param file as the operator knows it
 * @param line from 1; 0 when the problem is the whole file
 * @param column from 1; 0 when the problem is the whole line
 * @param found what is there
 * @param expected what should be
 * @param remedy what to do about it
 */
public record Problem(
    String file, int line, int column, String found, String expected, String remedy) {

  /** A problem of a whole file. */
  public static Problem of(String file, String found, String expected, String remedy) {
    return new Problem(file, 0, 0, found, expected, remedy);
  }

  /** {@code file:line:column}, as far as they are known. */
  public String position() {
    return file + (line > 0 ? ":" + line : "") + (column > 0 ? ":" + column : "");
  }

  /** One line for people: position, what was found, what was expected, what to do. */
  @Override
  public String toString() {
    return position() + ": found " + found + ", expected " + expected + "; " + remedy;
  }
}
