package dev.blast.local;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.report.Facts;
import dev.blast.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  public Map<Outcome, Long> outcomes(RunId asked) {
    own(asked);
    return read(
        "SELECT outcome, recipients FROM counter",
        query -> {
          Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
          for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, 0L);
          }
          try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
              String word = row.getString(1).toUpperCase(Locale.ROOT);
              outcomes.put(Outcome.valueOf(word), row.getLong(2));
            }
          }
          return outcomes;
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

  BitSet settledEnvelopes(int shard) {
    return read(
        "SELECT sequence FROM envelope WHERE id >= ? AND id < ? AND open = 0",
        query -> {
          query.setLong(1, EnvelopeTable.firstKey(shard));
          query.setLong(2, EnvelopeTable.firstKey(shard + 1));
          BitSet settled = new BitSet();
          try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
              settled.set(row.getInt(1));
            }
          }
          return settled;
        });
  }

  int checkpoint(RunId asked, int shard) {
    own(asked);
    return read(
        "SELECT next FROM checkpoint WHERE shard = ?",
        query -> {
          query.setInt(1, shard);
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
        text == null
            ? Collections.nCopies(recipients, Standing.UNTRIED)
            : file.decode(new EnvelopeId(run, shard, sequence), recipients, text);
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
    if (!run.equals(asked)) {
      throw new IllegalArgumentException("this is the ledger of " + run + ", not of " + asked);
    }
  }
}
