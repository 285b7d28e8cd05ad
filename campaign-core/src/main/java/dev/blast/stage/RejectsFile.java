package dev.blast.stage;

import dev.blast.audience.SafeCsv;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes rejected rows as CSV: line, outcome, reason, detail, row. A file that cannot be written is
 * an {@link UncheckedIOException}. Not thread-safe.
 */
public final class RejectsFile implements Rejects, Closeable {

  private static final List<String> HEADER = List.of("line", "outcome", "reason", "detail", "row");

  private final SafeCsv csv;

  /** Starts the file anew; its folder must exist. */
  public RejectsFile(Path file) {
    try {
      csv = new SafeCsv(Files.newBufferedWriter(file), HEADER);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write " + file, failed);
    }
  }

  /** Starts them on a writer, which is closed with this. */
  public RejectsFile(Writer out) {
    csv = new SafeCsv(out, HEADER);
  }

  @Override
  public void reject(long line, Exclusion exclusion, Reason reason, String text) {
    csv.row(Long.toString(line), exclusion.word(), reason.code(), reason.detail(), text);
  }

  @Override
  public void close() {
    csv.close();
  }
}
