package dev.blast.audience;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes a CSV for people: a cell that a spreadsheet would execute gets a leading apostrophe
 * (OWASP, <em>CSV injection</em>: cells starting with {@code = + - @}, tab, CR or LF). Fields are
 * separated by commas, lines end in LF. Not thread-safe; a failed write is an {@link
 * UncheckedIOException}.
 */
public final class SafeCsv implements Closeable {

  private static final String EXECUTED = "=+-@\t\r\n";

  private final CSVPrinter printer;

  /** Writes the header. The writer is closed with this. */
  public SafeCsv(Writer out, List<String> header) {
    try {
      printer = new CSVPrinter(out, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
      printer.printRecord(header);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public void row(String... cells) {
    List<String> safe = new ArrayList<>(cells.length);
    for (String cell : cells) {
      safe.add(neutral(cell));
    }
    try {
      printer.printRecord(safe);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public void flush() {
    try {
      printer.flush();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    try {
      printer.close(true);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Whether a spreadsheet executes a cell that starts so. */
  public static boolean isExecuted(char first) {
    return EXECUTED.indexOf(first) >= 0;
  }

  private static String neutral(String cell) {
    return !cell.isEmpty() && isExecuted(cell.charAt(0)) ? "'" + cell : cell;
  }
}
