package dev.blast.stage;

import dev.blast.audience.RecordScanner;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Reason;
import dev.blast.queue.EnvelopeWriter;
import dev.blast.queue.Recipients;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Goes through a shard's verified bytes row by row. Not thread-safe. */
final class ShardCursor implements Recipients {

  private final ShardPlan shard;
  private final RecordScanner scanner;
  private final RowReader reader;
  private @Nullable ShardRow excluded;
  private int rows;
  private int recipients;

  ShardCursor(ShardPlan shard, RecordScanner scanner, RowReader reader) {
    this.shard = shard;
    this.scanner = scanner;
    this.reader = reader;
  }

  /**
   * Moves to the next row; false at the end.
   *
   * @throws IllegalStateException at the end, when there were not the rows and recipients that
   *     staging counted
   */
  boolean next() {
    try {
      RecordScanner.Item item = scanner.next();
      while (item == RecordScanner.Item.BLANK) {
        item = scanner.next();
      }
      switch (item) {
        case RECORD -> excluded = record(rows++);
        case FAULTY -> {
          rows++;
          excluded =
              new ShardRow.Excluded(
                  scanner.line(), "", "", Exclusion.INVALID, scanner.fault().reason());
        }
        case BLANK, END -> {
          checkCounts();
          return false;
        }
      }
      return true;
    } catch (IOException impossible) {
      // the bytes are in memory
      throw new UncheckedIOException(impossible);
    }
  }

  /** The row it stands on. */
  ShardRow row() {
    return excluded == null
        ? new ShardRow.Wanted(reader.recipient(scanner.line(), scanner.fields()))
        : excluded;
  }

  @Override
  public boolean next(EnvelopeWriter envelope) {
    while (next()) {
      if (excluded == null) {
        reader.write(scanner.line(), scanner.fields(), envelope);
        return true;
      }
    }
    return false;
  }

  private @Nullable ShardRow record(int row) {
    return switch (reader.read(scanner.fields())) {
      case RowVerdict.Invalid(Reason reason) -> excluded(Exclusion.INVALID, reason);
      case RowVerdict.Filtered(Reason reason) -> excluded(Exclusion.FILTERED, reason);
      case RowVerdict.Wanted() -> wanted(row);
    };
  }

  private @Nullable ShardRow wanted(int row) {
    if (shard.suppressed().contains(row)) {
      return excluded(Exclusion.SUPPRESSED, StagingPass.ON_LIST);
    }
    if (shard.duplicates().contains(row)) {
      return excluded(Exclusion.DUPLICATE, StagingPass.REPEATED);
    }
    if (shard.sameAddress().contains(row)) {
      return excluded(Exclusion.DUPLICATE, StagingPass.SAME_ADDRESS);
    }
    recipients++;
    return null;
  }

  private ShardRow excluded(Exclusion exclusion, Reason reason) {
    return reader.excluded(scanner.line(), scanner.fields(), exclusion, reason);
  }

  private void checkCounts() {
    if (rows != shard.rows() || recipients != shard.recipients()) {
      throw new IllegalStateException(
          "shard %d has %d rows and %d recipients, staging counted %d and %d"
              .formatted(shard.number(), rows, recipients, shard.rows(), shard.recipients()));
    }
  }
}
