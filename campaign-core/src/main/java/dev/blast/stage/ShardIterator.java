package dev.blast.stage;

import dev.blast.audience.RecordScanner;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Reads a shard's verified bytes row by row. */
final class ShardIterator implements Iterator<ShardRow> {

  private final ShardPlan shard;
  private final RecordScanner scanner;
  private final RowReader reader;
  private @Nullable ShardRow next;
  private int rows;
  private int recipients;

  ShardIterator(ShardPlan shard, RecordScanner scanner, RowReader reader) {
    this.shard = shard;
    this.scanner = scanner;
    this.reader = reader;
    next = advance();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public ShardRow next() {
    ShardRow current = next;
    if (current == null) {
      throw new NoSuchElementException();
    }
    next = advance();
    return current;
  }

  private @Nullable ShardRow advance() {
    try {
      while (true) {
        switch (scanner.next()) {
          case RECORD -> {
            return record(rows++);
          }
          case FAULTY -> {
            rows++;
            return excluded("", Exclusion.INVALID, scanner.fault().reason());
          }
          case BLANK -> {}
          case END -> {
            checkCounts();
            return null;
          }
        }
      }
    } catch (IOException impossible) {
      // the bytes are in memory
      throw new UncheckedIOException(impossible);
    }
  }

  private ShardRow record(int row) {
    return switch (reader.read(scanner.fields())) {
      case RowVerdict.Invalid(Reason reason) ->
          excluded(reader.idText(scanner.fields()), Exclusion.INVALID, reason);
      case RowVerdict.Filtered(Reason reason) ->
          excluded(reader.id().text(), Exclusion.FILTERED, reason);
      case RowVerdict.Wanted() -> wanted(row);
    };
  }

  private ShardRow wanted(int row) {
    if (shard.suppressed().contains(row)) {
      return excluded(reader.id().text(), Exclusion.SUPPRESSED, StagingPass.ON_LIST);
    }
    if (shard.duplicates().contains(row)) {
      return excluded(reader.id().text(), Exclusion.DUPLICATE, StagingPass.REPEATED);
    }
    recipients++;
    return new ShardRow.Wanted(reader.recipient(scanner.line(), scanner.fields()));
  }

  private ShardRow excluded(String id, Exclusion exclusion, Reason reason) {
    return new ShardRow.Excluded(scanner.line(), id, exclusion, reason);
  }

  private void checkCounts() {
    if (rows != shard.rows() || recipients != shard.recipients()) {
      throw new IllegalStateException(
          "shard %d has %d rows and %d recipients, staging counted %d and %d"
              .formatted(shard.number(), rows, recipients, shard.rows(), shard.recipients()));
    }
  }
}
