package dev.blast.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native library, which its driver unpacks into a folder and has the system load from
 * there. That needs a folder that can be written to and is not mounted {@code noexec}.
 */
final class SqliteDriver {

  /** Where the driver unpacks it, before {@code java.io.tmpdir}. */
  private static final String FOLDER = "org.sqlite.tmpdir";

  private static final SqliteDriver IN_THIS_PROCESS =
      new SqliteDriver(SQLiteJDBCLoader::initialize);

  private final Library library;
  private boolean loaded;

  /** The driver's part: unpacks and loads, once. */
  interface Library {
    boolean load() throws Exception;
  }

  SqliteDriver(Library library) {
    this.library = library;
  }

  /** Loads it for this process; a second call does nothing. */
  static void load(Path ledger) {
    IN_THIS_PROCESS.loadFor(ledger);
  }

  /**
   * Loads it from the folder for temporary files, otherwise from one beside the runs.
   *
   * @param ledger the file that it is needed for, in the folder of its run
   * @throws LedgerUnavailable when neither folder can be used
   */
  synchronized void loadFor(Path ledger) {
    if (loaded || isLoaded()) {
      loaded = true;
      return;
    }
    Path temporary = temporary();
    Path beside = ledger.toAbsolutePath().resolveSibling("..").resolve(".native").normalize();
    loaded = isLoadedFrom(beside);
    if (!loaded) {
      throw LedgerUnavailable.withoutLibrary(
          "SQLite's library can be loaded neither from %s nor from %s; name a folder that is there, is writable and is not mounted noexec: BLAST_JAVA_OPTS=-Djava.io.tmpdir=DIR"
              .formatted(temporary, beside));
    }
  }

  private static Path temporary() {
    return Path.of(System.getProperty(FOLDER, System.getProperty("java.io.tmpdir", "/tmp")));
  }

  private boolean isLoadedFrom(Path folder) {
    String before = System.getProperty(FOLDER);
    try {
      Files.createDirectories(folder);
      System.setProperty(FOLDER, folder.toString());
      return isLoaded();
    } catch (IOException unusable) {
      return false;
    } finally {
      restore(before);
    }
  }

  private static void restore(@Nullable String before) {
    if (before == null) {
      System.clearProperty(FOLDER);
    } else {
      System.setProperty(FOLDER, before);
    }
  }

  // The driver declares Exception; a library that the system refuses is an Error.
  private boolean isLoaded() {
    try {
      return library.load();
    } catch (Exception | UnsatisfiedLinkError refused) {
      return false;
    }
  }
}
