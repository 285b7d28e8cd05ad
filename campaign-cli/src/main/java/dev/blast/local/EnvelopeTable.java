package dev.blast.local;

import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row for each envelope that was ever claimed. Used by the writer thread only. */
final class EnvelopeTable {

  /**
   * @param leaseUntil ms since 1970; {@link #FREE}, or {@link #VOIDED}
   * @param standings as text; null while nobody was tried
   */
  record Row(int recipients, int open, long token, long leaseUntil, @Nullable String standings) {

    static final long FREE = Long.MIN_VALUE;
    static final long VOIDED = 0;

    boolean isLeased() {
      return leaseUntil != FREE;
    }

    /** Whether its lease has not run out at this instant, in ms since 1970. */
    boolean isHeld(long at) {
      return isLeased() && leaseUntil > at;
    }
  }

  private final PreparedStatement insert;
  private final PreparedStatement select;
  private final PreparedStatement lease;
  private final PreparedStatement settleUntouched;
  private final PreparedStatement settle;
  private final PreparedStatement selectLeased;
  private final PreparedStatement selectAfter;
  private final PreparedStatement sum;
  private final PreparedStatement voidLeased;

  EnvelopeTable(Connection connection) throws SQLException {
    insert =
        connection.prepareStatement(
            """
            INSERT INTO envelope (id, recipients, open, token, lease_until, standings)
            VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT DO NOTHING""");
    select =
        connection.prepareStatement(
            """
            SELECT recipients, open, token, lease_until, standings FROM envelope
            WHERE id = ?""");
    lease =
        connection.prepareStatement("UPDATE envelope SET token = ?, lease_until = ? WHERE id = ?");
    settleUntouched =
        connection.prepareStatement(
            """
            UPDATE envelope SET open = ?, standings = ?, lease_until = NULL
            WHERE id = ? AND token = ? AND recipients = ? AND open = recipients
              AND lease_until IS NOT NULL""");
    settle =
        connection.prepareStatement(
            """
            UPDATE envelope SET open = ?, standings = ?, token = ?, lease_until = NULL
            WHERE id = ?""");
    selectLeased =
        connection.prepareStatement(
            """
            SELECT shard, sequence, open FROM envelope WHERE lease_until IS NOT NULL
            ORDER BY id""");
    selectAfter =
        connection.prepareStatement(
            """
            SELECT id, recipients, open, token, lease_until, standings FROM envelope
            WHERE id > ? AND open >= ? ORDER BY id LIMIT ?""");
    sum = connection.prepareStatement("SELECT total(recipients), total(open) FROM envelope");
    voidLeased =
        connection.prepareStatement(
            """
            UPDATE envelope SET token = token + 1, lease_until = 0
            WHERE lease_until IS NOT NULL""");
  }

  /** The first key of a shard; its envelopes follow in the order of their sequence numbers. */
  static long firstKey(int shard) {
    return (long) shard << 32;
  }

  private static long key(EnvelopeId id) {
    return firstKey(id.shard()) + id.sequence();
  }

  /** Adds an envelope with its first lease; false when it is there already. */
  boolean insertLeased(EnvelopeId id, int recipients, long leaseUntil) throws SQLException {
    insert.setLong(1, key(id));
    insert.setInt(2, recipients);
    insert.setInt(3, recipients);
    insert.setLong(4, leaseUntil);
    insert.setNull(5, Types.VARCHAR);
    return insert.executeUpdate() == 1;
  }

  /** Adds an envelope in which everybody has an outcome. */
  void insertSettled(EnvelopeId id, int recipients, String standings) throws SQLException {
    insert.setLong(1, key(id));
    insert.setInt(2, recipients);
    insert.setInt(3, 0);
    insert.setNull(4, Types.INTEGER);
    insert.setString(5, standings);
    insert.executeUpdate();
  }

  Optional<Row> find(EnvelopeId id) throws SQLException {
    select.setLong(1, key(id));
    try (ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      return Optional.of(row(row, 1));
    }
  }

  /** Reads a row from the column {@code first} on. */
  private static Row row(ResultSet row, int first) throws SQLException {
    long instant = row.getLong(first + 3);
    long leaseUntil = row.wasNull() ? Row.FREE : instant;
    return new Row(
        row.getInt(first),
        row.getInt(first + 1),
        row.getLong(first + 2),
        leaseUntil,
        row.getString(first + 4));
  }

  /** A row with its place in the table. */
  record Placed(long key, EnvelopeId id, Row row) {}

  /**
   * Up to {@code most} rows that follow a key, in order; empty after the last one.
   *
   * @param open only those with so many recipients without an outcome, or more
   */
  List<Placed> after(RunId run, long key, int open, int most) throws SQLException {
    selectAfter.setLong(1, key);
    selectAfter.setInt(2, open);
    selectAfter.setInt(3, most);
    List<Placed> found = new ArrayList<>();
    try (ResultSet row = selectAfter.executeQuery()) {
      while (row.next()) {
        long place = row.getLong(1);
        EnvelopeId id = new EnvelopeId(run, (int) (place >> 32), (int) place);
        found.add(new Placed(place, id, row(row, 2)));
      }
    }
    return found;
  }

  /**
   * @param recipients of all envelopes
   * @param open those of them without an outcome
   */
  record Sum(long recipients, long open) {}

  /** Adds up the whole table. */
  Sum sum() throws SQLException {
    try (ResultSet row = sum.executeQuery()) {
      return new Sum(row.getLong(1), row.getLong(2));
    }
  }

  void lease(EnvelopeId id, long token, long until) throws SQLException {
    lease.setLong(1, token);
    lease.setLong(2, until);
    lease.setLong(3, key(id));
    lease.executeUpdate();
  }

  /**
   * Settles under a lease, where nobody was settled before: all of the check and the write in one
   * statement. False, and nothing is changed, when any of that is not so.
   */
  boolean settleUntouched(EnvelopeId id, long token, int recipients, int open, String standings)
      throws SQLException {
    settleUntouched.setInt(1, open);
    settleUntouched.setString(2, standings);
    settleUntouched.setLong(3, key(id));
    settleUntouched.setLong(4, token);
    settleUntouched.setInt(5, recipients);
    return settleUntouched.executeUpdate() == 1;
  }

  /** Writes what is known about an envelope and ends its lease. */
  void settle(EnvelopeId id, long token, int open, String standings) throws SQLException {
    settle.setInt(1, open);
    settle.setString(2, standings);
    settle.setLong(3, token);
    settle.setLong(4, key(id));
    settle.executeUpdate();
  }

  /** Voids every lease; answers whose. */
  List<InFlight> voidLeases(RunId run) throws SQLException {
    List<InFlight> leased = new ArrayList<>();
    try (ResultSet row = selectLeased.executeQuery()) {
      while (row.next()) {
        EnvelopeId id = new EnvelopeId(run, row.getInt(1), row.getInt(2));
        leased.add(new InFlight(id, row.getInt(3)));
      }
    }
    voidLeased.executeUpdate();
    return leased;
  }
}
