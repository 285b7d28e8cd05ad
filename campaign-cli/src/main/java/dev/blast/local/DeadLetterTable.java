package dev.blast.local;

import dev.blast.delivery.DeadLetter;
import dev.blast.delivery.DeadLetter.Kind;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** One row for each dead letter. Writes are the writer thread's; reads use their own connection. */
final class DeadLetterTable {

  /** Ledgers that were made before there were dead letters get the table when they are opened. */
  private static final String SCHEMA =
      """
      -- at: ms since 1970
      CREATE TABLE IF NOT EXISTS dead_letter (
        message_id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        why TEXT NOT NULL,
        envelope TEXT,
        receives INTEGER NOT NULL,
        at INTEGER NOT NULL,
        body TEXT NOT NULL
      )
      """;

  private final PreparedStatement insert;

  DeadLetterTable(Connection connection) throws SQLException {
    try (Statement create = connection.createStatement()) {
      create.executeUpdate(SCHEMA);
    }
    insert =
        connection.prepareStatement(
            """
            INSERT INTO dead_letter (message_id, kind, why, envelope, receives, at, body)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""");
  }

  /** False, and nothing is changed, when a letter of this message id is there. */
  boolean insert(DeadLetter letter) throws SQLException {
    insert.setString(1, letter.messageId());
    insert.setString(2, letter.kind().word());
    insert.setString(3, letter.why());
    insert.setString(4, letter.envelope().map(EnvelopeId::toString).orElse(null));
    insert.setInt(5, letter.receives());
    insert.setLong(6, letter.at().toEpochMilli());
    insert.setString(7, letter.body());
    return insert.executeUpdate() == 1;
  }

  /** Hands over every letter of a ledger's file, in the order of times and message ids. */
  static void each(LedgerFile file, RunId run, Consumer<DeadLetter> each) {
    try (Connection connection = file.openForReading(run);
        Statement statement = connection.createStatement()) {
      if (!isThere(statement)) {
        return;
      }
      try (ResultSet row =
          statement.executeQuery(
              """
              SELECT message_id, kind, why, envelope, receives, at, body FROM dead_letter
              ORDER BY at, message_id""")) {
        while (row.next()) {
          each.accept(letter(row));
        }
      }
    } catch (SQLException failure) {
      throw LedgerUnavailable.of(file.path(), failure);
    } catch (IllegalArgumentException notOurs) {
      throw LedgerUnavailable.damaged(file.path(), "a dead letter is unreadable", notOurs);
    }
  }

  private static boolean isThere(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT 1 FROM sqlite_master WHERE name = 'dead_letter'")) {
      return row.next();
    }
  }

  private static DeadLetter letter(ResultSet row) throws SQLException {
    return new DeadLetter(
        row.getString(1),
        Kind.of(row.getString(2)),
        row.getString(3),
        Optional.ofNullable(row.getString(4)).flatMap(EnvelopeId::parse),
        row.getInt(5),
        Instant.ofEpochMilli(row.getLong(6)),
        row.getString(7));
  }
}
