package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.delivery.DeadLetter;
import dev.blast.delivery.DeadLetter.Kind;
import dev.blast.delivery.DeadLetters;
import dev.blast.delivery.DeadLettersContract;
import dev.blast.run.RunId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDeadLettersTest extends DeadLettersContract {

  private static final RunId RUN = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));

  @TempDir Path folder;
  private final LedgersOnDisk ledgers = new LedgersOnDisk(() -> folder);

  @AfterEach
  void close() {
    ledgers.close();
  }

  @Override
  protected DeadLetters letters() {
    return ledgers.of(RUN).deadLetters();
  }

  @Override
  protected void reopen() {
    ledgers.close();
  }

  @Test
  void aLedgerFromBeforeThereWereDeadLettersHasNoneAndTakesThem() throws SQLException {
    ledgers.of(RUN);
    ledgers.close();
    try (Connection old = DriverManager.getConnection("jdbc:sqlite:" + ledgers.file(RUN));
        Statement drop = old.createStatement()) {
      drop.executeUpdate("DROP TABLE dead_letter");
    }
    List<DeadLetter> found = new ArrayList<>();
    LedgerFile file = new LedgerFile(ledgers.file(RUN), LedgerSettings.DEFAULT);
    DeadLetterTable.each(file, RUN, found::add);
    assertThat(found).isEmpty();

    DeadLetter letter =
        new DeadLetter("m", Kind.WORN_OUT, "why", Optional.empty(), 9, RUN.scheduled(), "body");
    assertThat(letters().record(letter)).isTrue();
    DeadLetterTable.each(file, RUN, found::add);
    assertThat(found).containsExactly(letter);
  }
}
