package dev.blast.local;

import dev.blast.outcome.Ending;
import dev.blast.outcome.Standing;
import dev.blast.outcome.StandingsCodec;
import dev.blast.redrive.Reopening;
import dev.blast.redrive.Selection;
import dev.blast.run.RunId;
import dev.blast.watch.Endings;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Changes that concern all envelopes of a run's ledger: the end for everybody who is open, and
 * outcomes that are taken back. Thread-safe; throws what {@link SqliteLedger} throws.
 */
public final class SqliteEndings implements Endings, Reopening {

  /** Rows in one transaction: others have their turn in between. */
  private static final int CHANGED_AT_A_TIME = 1_000;

  private final RunId run;
  private final LedgerFile file;
  private final LedgerTransaction transaction;
  private final GroupCommit writer;

  SqliteEndings(RunId run, LedgerFile file, LedgerTransaction transaction, GroupCommit writer) {
    this.run = run;
    this.file = file;
    this.transaction = transaction;
    this.writer = writer;
  }

  @Override
  public void end(RunId asked, Ending ending) {
    own(asked);
    writer.run(
        () -> {
          if (transaction.ending().find().isEmpty()) {
            transaction.ending().insert(ending);
          }
          return true;
        });
  }

  @Override
  public Optional<Ending> unswept(RunId asked) {
    own(asked);
    return writer.run(
        () ->
            transaction.ending().find().filter(row -> !row.isOver()).map(EndingTable.Row::ending));
  }

  @Override
  public boolean sweep(RunId asked, Ending ending, long recipients, Instant now) {
    own(asked);
    changeAll(
        1,
        placed -> {
          EnvelopeTable.Row row = placed.row();
          if (transaction.ending().find().isEmpty() || row.isHeld(now.toEpochMilli())) {
            return 0;
          }
          boolean uncertain = row.isLeased();
          return rewrite(placed, before -> over(before, open -> ending.of(open, uncertain)));
        });
    return writer.run(() -> countUnclaimed(recipients));
  }

  private boolean countUnclaimed(long recipients) throws SQLException {
    EnvelopeTable.Sum claimed = transaction.envelopes().sum();
    Optional<EndingTable.Row> ended = transaction.ending().find();
    if (ended.isEmpty() || claimed.open() > 0) {
      return ended.isEmpty() && claimed.open() == 0 && claimed.recipients() == recipients;
    }
    if (!ended.get().isOver()) {
      long unclaimed = recipients - claimed.recipients();
      Ending ending = ended.get().ending();
      transaction.ending().setUnclaimed(unclaimed);
      transaction.count(ending.outcome(), ending.reason().code(), unclaimed);
    }
    return true;
  }

  @Override
  public long reopen(RunId asked, Selection selection) {
    own(asked);
    long reopened =
        changeAll(
            0,
            placed -> rewrite(placed, before -> before.stream().map(selection::reopened).toList()));
    return reopened + writer.run(() -> reopenUnclaimed(selection));
  }

  private long reopenUnclaimed(Selection selection) throws SQLException {
    Optional<EndingTable.Row> ended = transaction.ending().find().filter(EndingTable.Row::isOver);
    if (ended.isEmpty()) {
      return 0;
    }
    Ending ending = ended.get().ending();
    if (!selection.covers(ending.outcome(), ending.reason().code())) {
      return 0;
    }
    transaction.ending().delete();
    transaction.count(ending.outcome(), ending.reason().code(), -ended.get().unclaimed());
    return ended.get().unclaimed();
  }

  /** Changes one envelope; answers how many of its recipients were concerned. */
  private interface Change {
    long of(EnvelopeTable.Placed placed) throws SQLException;
  }

  /**
   * Goes through all envelopes, some in a transaction, so that others have their turn.
   *
   * @param open only those with so many recipients without an outcome, or more
   */
  private long changeAll(int open, Change change) {
    long changed = 0;
    long last = -1;
    while (last != Long.MAX_VALUE) {
      long from = last;
      Changed some = writer.run(() -> changeSome(from, open, change));
      changed += some.recipients();
      last = some.last();
    }
    return changed;
  }

  private record Changed(long recipients, long last) {}

  private Changed changeSome(long from, int open, Change change) throws SQLException {
    List<EnvelopeTable.Placed> some =
        transaction.envelopes().after(run, from, open, CHANGED_AT_A_TIME);
    long recipients = 0;
    for (EnvelopeTable.Placed placed : some) {
      recipients += change.of(placed);
    }
    return new Changed(recipients, some.isEmpty() ? Long.MAX_VALUE : some.getLast().key());
  }

  /** Writes other standings, and adds the difference to the counts; answers how many changed. */
  private long rewrite(EnvelopeTable.Placed placed, UnaryOperator<List<Standing>> change)
      throws SQLException {
    EnvelopeTable.Row row = placed.row();
    List<Standing> before = file.standings(placed.id(), row.recipients(), row.standings());
    List<Standing> after = change.apply(before);
    if (after.equals(before)) {
      return 0;
    }
    OutcomeCounts counts = OutcomeCounts.of(after);
    int open = after.size() - counts.total();
    counts.subtract(OutcomeCounts.of(before));
    String text = StandingsCodec.encode(after);
    transaction.envelopes().settle(placed.id(), row.token() + 1, open, text);
    transaction.count(counts);
    return Math.abs(row.open() - open);
  }

  /** Everybody has an outcome: who was open, this one. */
  static List<Standing> over(List<Standing> standings, Function<Standing.Open, Standing> outcome) {
    return standings.stream()
        .map(each -> each instanceof Standing.Open open ? outcome.apply(open) : each)
        .toList();
  }

  private void own(RunId asked) {
    SqliteLedger.own(run, asked);
  }
}
