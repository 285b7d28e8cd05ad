package dev.blast.local;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Runs work of many threads on one writer thread, as many as are waiting in one transaction: a
 * commit waits for the disk, and this way they wait for it together.
 *
 * <p>Work must be safe to abandon: it writes with one statement at most, after everything that can
 * go wrong by itself.
 */
final class GroupCommit implements AutoCloseable {

  /** Something to do inside a transaction. */
  interface Work<T> {
    T run() throws SQLException;
  }

  /** What a group runs in; used by the writer thread only. */
  interface Transaction {
    void begin() throws SQLException;

    void commit() throws SQLException;

    /** Undoes the group, as far as SQLite has not done so already. */
    void rollback();

    void close();
  }

  private static final int QUEUED_AT_MOST = 4_096;
  private static final int GROUPED_AT_MOST = 1_024;

  private final Path file;
  private final Transaction transaction;
  private final BlockingQueue<Operation<?>> queue = new ArrayBlockingQueue<>(QUEUED_AT_MOST);
  private final Operation<Boolean> last = new Operation<>(() -> true);
  private final Thread writer;
  private volatile boolean stopped;

  /**
   * @param file for messages
   * @param transaction closed with this
   */
  GroupCommit(Path file, Transaction transaction) {
    this.file = file;
    this.transaction = transaction;
    this.writer = Thread.ofPlatform().daemon().name("ledger-writer").start(this::write);
  }

  /**
   * Runs the work and waits until it is committed. Thread-safe; an interrupt does not end the wait,
   * because the work would happen all the same.
   *
   * @throws LedgerUnavailable when it was not committed
   */
  <T> T run(Work<T> work) {
    Operation<T> operation = new Operation<>(work);
    enqueue(operation);
    try {
      return operation.answer.join();
    } catch (CompletionException failure) {
      // one exception for each caller: a group fails with one cause, and traces are not shared
      throw switch (failure.getCause()) {
        case SQLException sql -> LedgerUnavailable.of(file, sql);
        case IllegalArgumentException misuse ->
            new IllegalArgumentException(misuse.getMessage(), misuse);
        case RuntimeException own -> own;
        case null, default -> failure;
      };
    }
  }

  /** Work that waits for the next group. */
  int queued() {
    return queue.size();
  }

  /** Finishes what is queued, then closes the transaction. A second call waits for the first. */
  @Override
  public void close() {
    if (!stopped) {
      enqueue(last);
    }
    boolean interrupted = false;
    while (true) {
      try {
        writer.join();
        break;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void enqueue(Operation<?> operation) {
    boolean interrupted = false;
    boolean queued = false;
    while (!queued && !stopped) {
      try {
        queued = queue.offer(operation, 100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    // The writer may have left between the two: whoever sees it gone answers for the queue.
    if (stopped) {
      operation.fail(closed());
      refuseQueued();
    }
  }

  private void write() {
    List<Operation<?>> group = new ArrayList<>(GROUPED_AT_MOST);
    try {
      boolean more = true;
      while (more) {
        group.add(queue.take());
        queue.drainTo(group, GROUPED_AT_MOST - 1);
        more = !group.contains(last);
        commit(group);
        group.clear();
      }
    } catch (InterruptedException nobodyDoes) {
      group.forEach(operation -> operation.fail(closed()));
    } finally {
      stopped = true;
      refuseQueued();
      transaction.close();
    }
  }

  private void commit(List<Operation<?>> group) {
    try {
      transaction.begin();
      for (Operation<?> operation : group) {
        operation.run();
      }
      transaction.commit();
      group.forEach(Operation::publish);
    } catch (SQLException | RuntimeException | Error failure) {
      transaction.rollback();
      group.forEach(operation -> operation.fail(failure));
    }
  }

  private void refuseQueued() {
    for (Operation<?> left = queue.poll(); left != null; left = queue.poll()) {
      left.fail(closed());
    }
  }

  private LedgerUnavailable closed() {
    return new LedgerUnavailable(file, "the ledger was closed; nothing more is recorded");
  }

  /** Work, and the answer its caller waits for. */
  private static final class Operation<T> {
    private final Work<T> work;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable T result;

    Operation(Work<T> work) {
      this.work = work;
    }

    /** Throws what spoils the whole transaction; keeps to itself what does not. */
    void run() throws SQLException {
      try {
        result = work.run();
      } catch (RuntimeException own) {
        fail(own);
      } catch (SQLException failure) {
        if (!isOwn(failure)) {
          throw failure;
        }
        fail(failure);
      }
    }

    void publish() {
      answer.complete(result);
    }

    void fail(Throwable failure) {
      answer.completeExceptionally(failure);
    }

    // These abort their statement only; others may have rolled back the transaction
    // (sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction").
    private static boolean isOwn(SQLException failure) {
      if (!(failure instanceof SQLiteException sqlite)) {
        return false;
      }
      int primary = sqlite.getResultCode().code & 0xff;
      return primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code
          || primary == SQLiteErrorCode.SQLITE_MISMATCH.code
          || primary == SQLiteErrorCode.SQLITE_TOOBIG.code;
    }
  }
}
