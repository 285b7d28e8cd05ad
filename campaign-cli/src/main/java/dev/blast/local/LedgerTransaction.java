package dev.blast.local;

import dev.blast.dispatch.Pass;
import dev.blast.outcome.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/**
 * The writer's transaction: envelopes, counters and checkpoints change together. Used by the writer
 * thread only.
 */
final class LedgerTransaction implements GroupCommit.Transaction {

  private final Connection connection;
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement rollback;
  private final PreparedStatement count;
  private final PreparedStatement reach;
  private final EnvelopeTable envelopes;
  private final EndingTable ending;
  private final DeadLetterTable deadLetters;
  private final OutcomeCounts uncounted = new OutcomeCounts();

  LedgerTransaction(Connection connection) throws SQLException {
    this.connection = connection;
    begin = connection.prepareStatement("BEGIN IMMEDIATE");
    commit = connection.prepareStatement("COMMIT");
    rollback = connection.prepareStatement("ROLLBACK");
    count =
        connection.prepareStatement(
            """
            INSERT INTO counter (outcome, code, recipients) VALUES (?, ?, ?)
            ON CONFLICT (outcome, code) DO UPDATE SET recipients = recipients + excluded.recipients""");
    reach =
        connection.prepareStatement(
            """
            INSERT INTO checkpoint (shard, next) VALUES (?, ?)
            ON CONFLICT (shard) DO UPDATE SET next = max(next, excluded.next)""");
    envelopes = new EnvelopeTable(connection);
    ending = new EndingTable(connection);
    deadLetters = new DeadLetterTable(connection);
  }

  EnvelopeTable envelopes() {
    return envelopes;
  }

  EndingTable ending() {
    return ending;
  }

  DeadLetterTable deadLetters() {
    return deadLetters;
  }

  /** Adds to the counters with the commit of this transaction. */
  void count(OutcomeCounts counts) {
    uncounted.add(counts);
  }

  void count(Outcome outcome, String code, long recipients) {
    uncounted.add(outcome, code, recipients);
  }

  void reached(Pass pass, int shard, int next) throws SQLException {
    reach.setLong(1, checkpoint(pass, shard));
    reach.setInt(2, next);
    reach.executeUpdate();
  }

  /** The key of a shard's checkpoint: the pass above, the shard below. */
  static long checkpoint(Pass pass, int shard) {
    return ((long) pass.number() << Integer.SIZE) + shard;
  }

  @Override
  public void begin() throws SQLException {
    begin.executeUpdate();
  }

  @Override
  public void commit() throws SQLException {
    for (Map.Entry<OutcomeCounts.Key, Long> each : uncounted.all().entrySet()) {
      if (each.getValue() != 0) {
        count.setString(1, each.getKey().outcome().word());
        count.setString(2, each.getKey().code());
        count.setLong(3, each.getValue());
        count.executeUpdate();
      }
    }
    commit.executeUpdate();
    uncounted.clear();
  }

  @Override
  public void rollback() {
    uncounted.clear();
    ending.forget();
    try {
      rollback.executeUpdate();
    } catch (SQLException none) {
      // SQLite has rolled back by itself, or nothing had begun
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException leftOpen) {
      // everything that was answered is committed; the log is copied by whoever opens it next
    }
  }
}
