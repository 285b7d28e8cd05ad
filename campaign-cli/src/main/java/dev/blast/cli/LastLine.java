package dev.blast.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * The last line of a terminal, drawn over and over. The library's own consumer asks JLine for the
 * terminal, and JLine takes Ctrl-C for itself: the process would end without finishing what is in
 * flight.
 *
 * @param columns of the terminal
 */
record LastLine(PrintWriter terminal, int columns) implements ProgressBarConsumer {

  private static final int USUAL = 80;
  private static final int LEAST = 40;
  private static final String CLEAR = "\r\u001b[K";

  /** As wide as the launcher found the terminal. */
  static LastLine of(PrintWriter terminal) {
    return new LastLine(terminal, Integer.getInteger("blast.columns", USUAL));
  }

  /** One less, because some terminals wrap a full line; a terminal that knows no width says 0. */
  @Override
  public int getMaxRenderedLength() {
    return Math.max(LEAST, columns - 1);
  }

  @Override
  public void accept(String line) {
    terminal.print(CLEAR + line);
    terminal.flush();
  }

  @Override
  public void clear() {
    terminal.print(CLEAR);
    terminal.flush();
  }

  @Override
  public void close() {
    clear();
  }
}
