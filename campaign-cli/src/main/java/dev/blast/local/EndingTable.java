package dev.blast.local;

import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** How the run was ended, if it was. Used by the writer thread only. */
final class EndingTable {

  static final String SELECT = "SELECT outcome, code, detail, at, unclaimed FROM ending";

  private final PreparedStatement select;
  private final PreparedStatement insert;
  private final PreparedStatement setUnclaimed;
  private final PreparedStatement delete;

  /** What the table says; empty when it was not looked up, or was changed. */
  private Optional<Optional<Row>> known = Optional.empty();

  /**
   * @param unclaimed recipients whose envelopes were never claimed; {@link #UNCOUNTED} before the
   *     sweep is over
   */
  record Row(Ending ending, long unclaimed) {
    static final long UNCOUNTED = -1;

    boolean isOver() {
      return unclaimed != UNCOUNTED;
    }
  }

  EndingTable(Connection connection) throws SQLException {
    select = connection.prepareStatement(SELECT);
    insert =
        connection.prepareStatement(
            "INSERT INTO ending (outcome, code, detail, at, unclaimed) VALUES (?, ?, ?, ?, ?)");
    setUnclaimed = connection.prepareStatement("UPDATE ending SET unclaimed = ?");
    delete = connection.prepareStatement("DELETE FROM ending");
  }

  /** Reads the row that {@link #SELECT} stands on. */
  static Row read(ResultSet row) throws SQLException {
    Outcome outcome = Outcome.valueOf(row.getString(1).toUpperCase(Locale.ROOT));
    Reason reason = new Reason(row.getString(2), row.getString(3));
    Ending ending = new Ending(outcome, reason, Instant.ofEpochMilli(row.getLong(4)));
    long unclaimed = row.getLong(5);
    return new Row(ending, row.wasNull() ? Row.UNCOUNTED : unclaimed);
  }

  /** Looked at with every claim, so it is kept in memory. */
  Optional<Row> find() throws SQLException {
    if (known.isEmpty()) {
      try (ResultSet row = select.executeQuery()) {
        known = Optional.of(row.next() ? Optional.of(read(row)) : Optional.empty());
      }
    }
    return known.orElseThrow();
  }

  void insert(Ending ending) throws SQLException {
    forget();
    insert.setString(1, ending.outcome().word());
    insert.setString(2, ending.reason().code());
    insert.setString(3, ending.reason().detail());
    insert.setLong(4, ending.at().toEpochMilli());
    insert.setNull(5, Types.INTEGER);
    insert.executeUpdate();
  }

  void setUnclaimed(long recipients) throws SQLException {
    forget();
    setUnclaimed.setLong(1, recipients);
    setUnclaimed.executeUpdate();
  }

  void delete() throws SQLException {
    forget();
    delete.executeUpdate();
  }

  /** The transaction may not have happened. */
  void forget() {
    known = Optional.empty();
  }
}
