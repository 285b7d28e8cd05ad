package dev.blast.local;

import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The ledger's file cannot be used. The message names the file and says what to do; after it, the
 * write that was asked for may or may not have happened.
 */
public final class LedgerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String RECOVER =
      "keep a copy, then recover it with `sqlite3 ledger.db .recover` or restore it from a backup:"
          + " without it nobody knows who was reached";

  LedgerUnavailable(Path file, String what) {
    super(file + ": " + what);
  }

  private LedgerUnavailable(Path file, String what, @Nullable Throwable cause) {
    super(file + ": " + what, cause);
  }

  /** No ledger at all can be used in this process. */
  static LedgerUnavailable withoutLibrary(String sentence) {
    return new LedgerUnavailable(sentence);
  }

  private LedgerUnavailable(String sentence) {
    super(sentence);
  }

  /** The ledger of a new run cannot be made: there is no run yet, and its folder goes again. */
  static LedgerUnavailable atCreation(Path file, SQLException failure) {
    Path runs = file.toAbsolutePath().resolve("../..").normalize();
    return isFull(failure)
        ? new LedgerUnavailable(
            runs,
            "the disk is full; free some space, or name a folder on another disk: --data DIR",
            failure)
        : of(runs, failure);
  }

  /** SQLite's shared memory is a file, and growing it fails when there is no room. */
  private static boolean isFull(SQLException failure) {
    return failure instanceof SQLiteException sqlite
        && (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE
            || primary(sqlite.getResultCode()) == SQLiteErrorCode.SQLITE_FULL);
  }

  static LedgerUnavailable of(Path file, SQLException failure) {
    return new LedgerUnavailable(file, explain(failure), failure);
  }

  static LedgerUnavailable damaged(Path file, String what, @Nullable Throwable cause) {
    return new LedgerUnavailable(file, what + "; " + RECOVER, cause);
  }

  private static String explain(SQLException failure) {
    if (isFull(failure)) {
      return "the disk is full; free some space, then go on with `blast resume`";
    }
    SQLiteErrorCode code =
        failure instanceof SQLiteException sqlite
            ? primary(sqlite.getResultCode())
            : SQLiteErrorCode.UNKNOWN_ERROR;
    return switch (code) {
      case SQLITE_BUSY, SQLITE_LOCKED ->
          "another program keeps it locked; close what has it open, then go on with `blast resume`";
      case SQLITE_CORRUPT, SQLITE_NOTADB -> "it is damaged; " + RECOVER;
      case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH ->
          "it cannot be opened for writing; check who owns the file and its folder";
      case SQLITE_IOERR ->
          "the disk could not be read or written (" + failure.getMessage() + "); check the disk";
      default -> String.valueOf(failure.getMessage());
    };
  }

  // An extended code carries its primary one in the lowest byte (sqlite.org/rescode.html).
  private static SQLiteErrorCode primary(SQLiteErrorCode code) {
    return SQLiteErrorCode.getErrorCode(code.code & 0xff);
  }
}
