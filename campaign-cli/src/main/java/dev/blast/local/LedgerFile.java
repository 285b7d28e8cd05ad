package dev.blast.local;

import dev.blast.outcome.Standing;
import dev.blast.outcome.StandingsCodec;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * The SQLite file of one run's ledger.
 *
 * <p>While a connection to it is open, nobody in this process may open the file in another way:
 * closing any descriptor of a file drops the POSIX locks that the process holds on it.
 */
record LedgerFile(Path path, LedgerSettings settings) {

  /** {@code PRAGMA application_id}: "Blst". */
  private static final int APPLICATION = 0x426c7374;

  private static final int VERSION = 2;

  private static final String SCHEMA =
      """
      CREATE TABLE ledger (run TEXT NOT NULL);
      -- id: shard * 4294967296 + sequence, so that rows lie in the order of the audience
      -- open: recipients without an outcome
      -- lease_until: ms since 1970; NULL: held by nobody; 0: its holder vanished
      -- standings: one for each recipient; NULL: nobody was tried yet
      CREATE TABLE envelope (
        id INTEGER PRIMARY KEY,
        shard INTEGER GENERATED ALWAYS AS (id >> 32) VIRTUAL,
        sequence INTEGER GENERATED ALWAYS AS (id & 4294967295) VIRTUAL,
        recipients INTEGER NOT NULL,
        open INTEGER NOT NULL,
        token INTEGER NOT NULL,
        lease_until INTEGER,
        standings TEXT
      );
      -- code: class of the reason
      CREATE TABLE counter (
        outcome TEXT NOT NULL,
        code TEXT NOT NULL,
        recipients INTEGER NOT NULL,
        PRIMARY KEY (outcome, code)
      ) WITHOUT ROWID;
      -- one row when the run was ended for everybody who was still open
      -- unclaimed: recipients of envelopes that have no row; NULL until they are counted
      CREATE TABLE ending (
        outcome TEXT NOT NULL,
        code TEXT NOT NULL,
        detail TEXT NOT NULL,
        at INTEGER NOT NULL,
        unclaimed INTEGER
      );
      """;

  /** Creates the file; closed and durable when this returns. */
  void create(RunId run) {
    try (Connection connection = connect(true);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA application_id = " + APPLICATION);
      statement.executeUpdate("PRAGMA user_version = " + VERSION);
      statement.executeUpdate("BEGIN IMMEDIATE;" + SCHEMA);
      try (var insert = connection.prepareStatement("INSERT INTO ledger (run) VALUES (?)")) {
        insert.setString(1, run.toString());
        insert.executeUpdate();
      }
      statement.executeUpdate("COMMIT");
    } catch (SQLException failure) {
      throw LedgerUnavailable.atCreation(path, failure);
    }
  }

  /** A connection that may write, to a ledger that was checked to be this run's. */
  Connection openFor(RunId run) {
    Connection connection = open();
    try {
      check(connection, run);
      return connection;
    } catch (SQLException failure) {
      close(connection);
      throw LedgerUnavailable.of(path, failure);
    } catch (LedgerUnavailable failure) {
      close(connection);
      throw failure;
    }
  }

  /** A connection that reads only; it sees what was committed. */
  Connection openForReading(RunId run) {
    Connection connection = openFor(run);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = 1");
      return connection;
    } catch (SQLException failure) {
      close(connection);
      throw LedgerUnavailable.of(path, failure);
    }
  }

  /** The standings that a row says: where it says nothing, nobody was tried yet. */
  List<Standing> standings(EnvelopeId id, int recipients, @Nullable String text) {
    return text == null
        ? Collections.nCopies(recipients, Standing.UNTRIED)
        : decode(id, recipients, text);
  }

  /** The standings that a row's text says; a text that is none means a damaged file. */
  private List<Standing> decode(EnvelopeId id, int recipients, String text) {
    try {
      List<Standing> standings = StandingsCodec.decode(text);
      if (standings.size() == recipients) {
        return standings;
      }
      throw LedgerUnavailable.damaged(path, "the row of " + id + " is incomplete", null);
    } catch (UncheckedIOException unreadable) {
      throw LedgerUnavailable.damaged(path, "the row of " + id + " is unreadable", unreadable);
    }
  }

  private Connection open() {
    if (!Files.exists(path)) {
      throw new LedgerUnavailable(
          path,
          "the ledger is missing; restore it from a backup: without it nobody knows who was"
              + " reached");
    }
    try {
      return connect(false);
    } catch (SQLException failure) {
      throw LedgerUnavailable.of(path, failure);
    }
  }

  private Connection connect(boolean create) throws SQLException {
    SqliteDriver.load(path);
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(Math.toIntExact(settings.busyTimeout().toMillis()));
    if (!create) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    // As a URI, because the driver takes a question mark in a plain path for its own parameters.
    Connection connection = config.createConnection("jdbc:sqlite:" + path.toAbsolutePath().toUri());
    try (Statement statement = connection.createStatement()) {
      if (create) {
        // in this order: the page size is fixed by the first write, which the journal mode makes
        statement.execute("PRAGMA page_size = " + settings.pageSize());
        statement.execute("PRAGMA journal_mode = WAL");
      }
      statement.execute("PRAGMA synchronous = " + settings.durability());
      statement.execute("PRAGMA cache_size = " + -settings.cache());
      statement.execute("PRAGMA wal_autocheckpoint = " + settings.checkpointPages());
      if (settings.maxPages() > 0) {
        statement.execute("PRAGMA max_page_count = " + settings.maxPages());
      }
      return connection;
    } catch (SQLException failure) {
      close(connection);
      throw failure;
    }
  }

  private void check(Connection connection, RunId run) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (number(statement, "PRAGMA application_id") != APPLICATION) {
        throw new LedgerUnavailable(path, "this is not a ledger; restore it from a backup");
      }
      int version = number(statement, "PRAGMA user_version");
      if (version != VERSION) {
        throw new LedgerUnavailable(
            path,
            "its format is version "
                + version
                + ", this blast reads version "
                + VERSION
                + "; use the blast that wrote it");
      }
      try (ResultSet row = statement.executeQuery("SELECT run FROM ledger")) {
        String owner = row.next() ? row.getString(1) : "nothing";
        if (!owner.equals(run.toString())) {
          throw new LedgerUnavailable(
              path,
              "this is the ledger of " + owner + ", not of " + run + "; put the right one back");
        }
      }
    }
  }

  private static int number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  /** Closes a connection that is of no use. */
  static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException ignored) {
      // the failure that led here says more
    }
  }
}
