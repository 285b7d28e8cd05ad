package dev.blast.chaos;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Another program that locks the ledger for a second, again and again, until it is closed. */
final class LedgerLocker implements AutoCloseable {

  private static final long HELD_MILLIS = 1_000;
  private static final long BETWEEN_MILLIS = 2_000;

  private final Path ledger;
  private final Injected injected;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  private LedgerLocker(Path ledger, Injected injected) {
    this.ledger = ledger;
    this.injected = injected;
    this.thread = Thread.ofPlatform().daemon().name("ledger-locker").unstarted(this::lock);
  }

  /** Does nothing where the fault is not asked for. */
  static LedgerLocker start(Path ledger, Injected injected) {
    LedgerLocker locker = new LedgerLocker(ledger, injected);
    if (injected.has(Fault.LOCKED_LEDGER)) {
      locker.thread.start();
    }
    return locker;
  }

  private void lock() {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 5000");
      while (!closed.await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS)) {
        statement.execute("BEGIN IMMEDIATE");
        injected.count(Fault.LOCKED_LEDGER);
        boolean ended = closed.await(HELD_MILLIS, TimeUnit.MILLISECONDS);
        statement.execute("ROLLBACK");
      }
    } catch (SQLException | InterruptedException givenUp) {
      // The other program went away; the run has one trouble less.
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
