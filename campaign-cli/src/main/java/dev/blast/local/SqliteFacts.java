package dev.blast.local;

import dev.blast.dispatch.Pass;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.report.Facts;
import dev.blast.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a run's ledger, also while another process writes it. Every call opens its own connection
 * and sees one state of the ledger. Thread-safe; throws {@link LedgerUnavailable}.
 */
final class SqliteFacts implements Facts {

  private final RunId run;
  private final LedgerFile file;

  SqliteFacts(RunId run, LedgerFile file) {
    this.run = run;
    this.file = file;
  }

  @Override
  public List<ReasonCount> reasons(RunId asked) {
    own(asked);
    return read(
        "SELECT outcome, code, recipients FROM counter WHERE recipients > 0",
        query -> {
          List<ReasonCount> reasons = new ArrayList<>();
          try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
              Outcome outcome = Outcome.valueOf(row.getString(1).toUpperCase(Locale.ROOT));
              reasons.add(new ReasonCount(outcome, row.getString(2), row.getLong(3)));
            }
          }
          reasons.sort(
              Comparator.comparing(ReasonCount::outcome)
                  .thenComparing(Comparator.comparingLong(ReasonCount::recipients).reversed())
                  .thenComparing(ReasonCount::code));
          return List.copyOf(reasons);
        });
  }

  @Override
  public Optional<Ended> ending(RunId asked) {
    own(asked);
    return read(
        EndingTable.SELECT,
        query -> {
          try (ResultSet row = query.executeQuery()) {
            return row.next()
                ? Optional.of(EndingTable.read(row))
                    .filter(EndingTable.Row::isOver)
                    .map(found -> new Ended(found.ending(), found.unclaimed()))
                : Optional.empty();
          }
        });
  }

  /**
   * {@inheritDoc}
   *
   * <p>A slow consumer keeps the write-ahead log of a live run from being emptied.
   */
  @Override
  public void envelopes(RunId asked, int shard, Consumer<EnvelopeFacts> each) {
    own(asked);
    read(
        """
        SELECT sequence, lease_until IS NOT NULL, recipients, standings FROM envelope
        WHERE id >= ? AND id < ? ORDER BY id""",
        query -> {
          query.setLong(1, EnvelopeTable.firstKey(shard));
          query.setLong(2, EnvelopeTable.firstKey(shard + 1));
          try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
              each.accept(facts(shard, row));
            }
          }
          return true;
        });
  }

  /**
   * The envelopes of a shard in which nobody is open, those included that an ending speaks for.
   *
   * @param envelopes how many the shard has
   */
  BitSet settledEnvelopes(int shard, int envelopes) {
    boolean ended = ending(run).isPresent();
    return read(
        "SELECT sequence FROM envelope WHERE id >= ? AND id < ? AND "
            + (ended ? "open > 0" : "open = 0"),
        query -> {
          query.setLong(1, EnvelopeTable.firstKey(shard));
          query.setLong(2, EnvelopeTable.firstKey(shard + 1));
          BitSet found = new BitSet(envelopes);
          try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
              found.set(row.getInt(1));
            }
          }
          if (ended) {
            found.flip(0, envelopes);
          }
          return found;
        });
  }

  int checkpoint(Pass pass, int shard) {
    own(pass.run());
    return read(
        "SELECT next FROM checkpoint WHERE shard = ?",
        query -> {
          query.setLong(1, LedgerTransaction.checkpoint(pass, shard));
          try (ResultSet row = query.executeQuery()) {
            return row.next() ? row.getInt(1) : 0;
          }
        });
  }

  private EnvelopeFacts facts(int shard, ResultSet row) throws SQLException {
    int sequence = row.getInt(1);
    int recipients = row.getInt(3);
    String text = row.getString(4);
    List<Standing> standings =
        file.standings(new EnvelopeId(run, shard, sequence), recipients, text);
    return new EnvelopeFacts(sequence, row.getBoolean(2), standings);
  }

  private interface Query<T> {
    T run(PreparedStatement query) throws SQLException;
  }

  private <T> T read(String sql, Query<T> query) {
    try (Connection connection = file.openForReading(run);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      return query.run(statement);
    } catch (SQLException failure) {
      throw LedgerUnavailable.of(file.path(), failure);
    }
  }

  private void own(RunId asked) {
    SqliteLedger.own(run, asked);
  }
}
