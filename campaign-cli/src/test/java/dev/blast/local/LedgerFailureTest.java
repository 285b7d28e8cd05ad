package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFailureTest {

  private static final RunId RUN = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:05Z");
  private static final EnvelopeId ID = new EnvelopeId(RUN, 0, 0);

  @TempDir Path folder;
  private Path file = Path.of("never");

  @BeforeEach
  void create() {
    file = folder.resolve("ledger.db");
    SqliteLedger.create(file, RUN, LedgerSettings.DEFAULT);
  }

  @Test
  void aMissingFileIsNotReplacedByAnEmptyOne() throws IOException {
    Files.delete(file);

    unusable("the ledger is missing; restore it from a backup");
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatIsNoDatabaseIsDamaged() throws IOException {
    Files.writeString(file, "not a database ".repeat(2_000));

    unusable("it is damaged; keep a copy, then recover it");
  }

  @Test
  void anEmptyFileIsNoLedger() throws IOException {
    Files.write(file, new byte[0]);

    unusable("this is not a ledger");
  }

  @Test
  void aFileWithGarbageInsideIsDamaged() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte[] garbage = new byte[(int) channel.size() - 8_192];
      Arrays.fill(garbage, (byte) 0x5a);
      channel.write(ByteBuffer.wrap(garbage), 8_192);
    }

    unusable("it is damaged");
  }

  @Test
  void anotherRunsLedgerIsRefused() {
    RunId other = new RunId("evening", RUN.scheduled());

    assertThatThrownBy(() -> SqliteLedger.open(file, other, LedgerSettings.DEFAULT))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessage(
            file
                + ": this is the ledger of "
                + RUN
                + ", not of "
                + other
                + "; put the right one back");
  }

  @Test
  void aLedgerOfALaterFormatIsRefused() throws SQLException {
    execute("PRAGMA user_version = 3");

    unusable("its format is version 3, this blast reads version 2; use the blast that wrote it");
  }

  @Test
  void aRowThatCannotBeReadNamesItsEnvelope() throws SQLException {
    try (SqliteLedger ledger = open(LedgerSettings.DEFAULT)) {
      settle(ledger, ID, Standing.UNTRIED);
    }
    execute("UPDATE envelope SET standings = '{'");
    try (SqliteLedger ledger = open(LedgerSettings.DEFAULT)) {
      assertThatThrownBy(() -> ledger.claim(ID, 1, NOW, NOW.plusSeconds(9)))
          .isInstanceOf(LedgerUnavailable.class)
          .hasMessageStartingWith(file + ": the row of " + ID + " is unreadable; keep a copy");
      assertThatThrownBy(() -> ledger.envelopes(RUN, 0, each -> {}))
          .isInstanceOf(LedgerUnavailable.class);
    }
  }

  @Test
  void aFileThatAnotherProgramKeepsLockedIsSaidSoAndUsedAgainAfterwards() throws SQLException {
    try (SqliteLedger ledger = open(settings(Duration.ofMillis(20), 0))) {
      try (Connection other = connect();
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        assertThatThrownBy(() -> ledger.claim(ID, 1, NOW, NOW.plusSeconds(9)))
            .isInstanceOf(LedgerUnavailable.class)
            .hasMessage(
                file
                    + ": another program keeps it locked; close what has it open, then go on with"
                    + " `blast resume`");
        assertThat(ledger.outcomes(RUN)).isEmpty();
      }
      settle(ledger, ID, sent("a"));
    }
  }

  @Test
  void aFullDiskIsSaidSoAndTheBooksStayTrue() {
    AtomicLong settled = new AtomicLong();
    try (SqliteLedger ledger = open(settings(Duration.ofSeconds(1), 60))) {
      Throwable thrown =
          catchThrowable(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  settle(ledger, new EnvelopeId(RUN, 0, i), sent("p".repeat(1_000)));
                  settled.incrementAndGet();
                }
              });
      assertThat(thrown)
          .isInstanceOf(LedgerUnavailable.class)
          .hasMessage(file + ": the disk is full; free some space, then go on with `blast resume`");
    }
    try (SqliteLedger ledger = open(LedgerSettings.DEFAULT)) {
      assertThat(ledger.outcomes(RUN)).containsEntry(Outcome.SENT, settled.get());
      assertThat(ledger.settledEnvelopes(0, 1).cardinality()).isEqualTo((int) settled.get());
      settle(ledger, new EnvelopeId(RUN, 1, 0), sent("there is room again"));
    }
  }

  @Test
  void aClosedLedgerRecordsNothing() {
    SqliteLedger ledger = open(LedgerSettings.DEFAULT);
    ledger.close();

    assertThatThrownBy(() -> ledger.claim(ID, 1, NOW, NOW.plusSeconds(9)))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessage(file + ": the ledger was closed; nothing more is recorded");
  }

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    assertThat(LedgerSettings.DEFAULT)
        .isEqualTo(
            new LedgerSettings(
                LedgerSettings.Durability.FULL, 8_192, 4_096, 16_384, Duration.ofSeconds(10), 0));
  }

  private static LedgerSettings settings(Duration busyTimeout, int maxPages) {
    LedgerSettings usual = LedgerSettings.DEFAULT;
    return new LedgerSettings(
        usual.durability(),
        usual.pageSize(),
        usual.checkpointPages(),
        usual.cache(),
        busyTimeout,
        maxPages);
  }

  private SqliteLedger open(LedgerSettings settings) {
    return SqliteLedger.open(file, RUN, settings);
  }

  private void unusable(String message) {
    assertThatThrownBy(() -> open(LedgerSettings.DEFAULT))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageStartingWith(file + ": " + message);
  }

  private static void settle(SqliteLedger ledger, EnvelopeId id, Standing standing) {
    Claim claim = ledger.claim(id, 1, NOW, NOW.plusSeconds(9));
    if (claim instanceof Claim.Granted granted) {
      ledger.settle(granted.lease(), Collections.singletonList(standing));
    }
  }

  private static Standing sent(String providerId) {
    return new Standing.Settled(Outcome.SENT, Reason.NONE, 1, providerId, NOW);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }
}
