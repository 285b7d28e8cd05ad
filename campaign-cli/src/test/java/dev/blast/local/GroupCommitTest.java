package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class GroupCommitTest {

  private static final Path FILE = Path.of("ledger.db");

  private final Recorded transaction = new Recorded();
  private final GroupCommit writer = new GroupCommit(FILE, transaction);

  /** Remembers what was committed; can be told to fail, or to wait. */
  private static final class Recorded implements GroupCommit.Transaction {
    private final List<String> group = new ArrayList<>();
    private final List<List<String>> committed = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile boolean waiting;
    private volatile boolean failing;
    private volatile boolean closed;

    @Override
    public void begin() {
      group.clear();
    }

    @Override
    public void commit() throws SQLException {
      if (waiting) {
        try {
          first.await();
        } catch (InterruptedException e) {
          throw new SQLException(e);
        }
      }
      if (failing) {
        throw new SQLiteException("disk full", SQLiteErrorCode.SQLITE_FULL);
      }
      committed.add(List.copyOf(group));
    }

    @Override
    public void rollback() {
      group.clear();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void workThatArrivesDuringACommitSharesTheNext() throws Exception {
    transaction.waiting = true;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> alone = threads.submit(adding("first"));
      Awaitility.await().until(() -> transaction.group.contains("first"));
      List<Future<Boolean>> others = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        others.add(threads.submit(adding("other")));
      }
      Awaitility.await().until(() -> writer.queued() == 50);
      transaction.waiting = false;
      transaction.first.countDown();
      assertThat(alone.get()).isTrue();
      for (Future<Boolean> other : others) {
        assertThat(other.get()).isTrue();
      }
    }

    assertThat(transaction.committed)
        .containsExactly(List.of("first"), Collections.nCopies(50, "other"));
  }

  @Test
  void misuseFailsItsCallerAndNobodyElse() throws Exception {
    Callable<Boolean> misuse =
        () ->
            writer.run(
                () -> {
                  throw new IllegalArgumentException("no such thing");
                });
    failsAmongOthers(misuse, IllegalArgumentException.class, "no such thing");
  }

  @Test
  void aRefusedStatementFailsItsCallerAndNobodyElse() throws Exception {
    Callable<Boolean> refused =
        () ->
            writer.run(
                () -> {
                  throw new SQLiteException(
                      "not unique", SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY);
                });
    failsAmongOthers(refused, LedgerUnavailable.class, "not unique");
  }

  @Test
  void aCommitThatFailsFailsEveryCallerAndTheNextGroupIsTriedAgain() {
    transaction.failing = true;
    assertThatThrownBy(adding("lost")::call)
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("the disk is full");
    transaction.failing = false;

    assertThat(writer.run(() -> transaction.group.add("kept"))).isTrue();
    assertThat(transaction.committed).containsExactly(List.of("kept"));
  }

  @Test
  void anErrorThatMaySpoilTheTransactionFailsTheGroup() {
    assertThatThrownBy(
            () ->
                writer.run(
                    () -> {
                      transaction.group.add("half");
                      throw new SQLiteException("disk", SQLiteErrorCode.SQLITE_IOERR_WRITE);
                    }))
        .isInstanceOf(LedgerUnavailable.class);

    assertThat(transaction.committed).isEmpty();
  }

  @Test
  void closingFinishesWhatIsQueuedAndRefusesWhatComesLater() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers = threads.invokeAll(Collections.nCopies(200, adding("early")));
      writer.close();
      writer.close();
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }

    assertThat(transaction.closed).isTrue();
    assertThatThrownBy(adding("late")::call)
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessage("ledger.db: the ledger was closed; nothing more is recorded");
  }

  @Test
  void anInterruptedCallerStillGetsItsAnswer() {
    Thread.currentThread().interrupt();

    assertThat(writer.run(() -> transaction.group.add("interrupted"))).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  private void failsAmongOthers(
      Callable<Boolean> failing, Class<? extends Throwable> failure, String message)
      throws Exception {
    List<Callable<Boolean>> calls = new ArrayList<>(Collections.nCopies(100, adding("good")));
    calls.add(50, failing);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers = threads.invokeAll(calls);
      Future<Boolean> failed = answers.remove(50);
      assertThatThrownBy(failed::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(failure)
          .hasMessageContaining(message);
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
    assertThat(transaction.committed.stream().mapToInt(List::size).sum()).isEqualTo(100);
  }

  private Callable<Boolean> adding(String text) {
    return () -> writer.run(() -> transaction.group.add(text));
  }
}
