package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver's library is a script here: it says from which folder it was asked to load. */
class SqliteDriverTest {

  private static final String DRIVERS_OWN = "the driver's own";

  @TempDir private Path folder;
  private final List<String> asked = new ArrayList<>();

  private boolean ask() {
    return asked.add(
        Objects.requireNonNullElse(System.getProperty("org.sqlite.tmpdir"), DRIVERS_OWN));
  }

  private Path ledger() {
    return folder.resolve("runs").resolve("spring@20261124T070000Z").resolve("ledger.db");
  }

  private Path beside() {
    return folder.resolve("runs").resolve(".native");
  }

  @Test
  void itIsLoadedOnceFromWhereTheDriverLooksByItself() {
    SqliteDriver driver = new SqliteDriver(this::ask);
    driver.loadFor(ledger());
    driver.loadFor(ledger());
    assertThat(asked).containsExactly(DRIVERS_OWN);
    assertThat(beside()).doesNotExist();
  }

  @Test
  void itIsLoadedFromBesideTheRunsWhereTheSystemRefusesIt() {
    SqliteDriver driver =
        new SqliteDriver(
            () -> {
              ask();
              if (asked.size() == 1) {
                throw new UnsatisfiedLinkError("failed to map segment from shared object");
              }
              return true;
            });
    driver.loadFor(ledger());
    assertThat(asked).containsExactly(DRIVERS_OWN, beside().toString());
    assertThat(System.getProperty("org.sqlite.tmpdir")).isNull();
  }

  @Test
  void whereNeitherWorksOneSentenceNamesBothFoldersAndTheOption() {
    SqliteDriver driver =
        new SqliteDriver(
            () -> {
              throw new IOException("no native library found");
            });
    assertThatExceptionOfType(LedgerUnavailable.class)
        .isThrownBy(() -> driver.loadFor(ledger()))
        .withMessage(
            "SQLite's library can be loaded neither from %s nor from %s; name a folder that is"
                + " there, is writable and is not mounted noexec:"
                + " BLAST_JAVA_OPTS=-Djava.io.tmpdir=DIR",
            System.getProperty("java.io.tmpdir"), beside());
  }

  @Test
  void aFolderThatCannotBeMadeIsNotAskedFor() throws IOException {
    Files.writeString(folder.resolve("runs"), "a file");
    SqliteDriver driver = new SqliteDriver(() -> !ask());
    assertThatExceptionOfType(LedgerUnavailable.class).isThrownBy(() -> driver.loadFor(ledger()));
    assertThat(asked).containsExactly(DRIVERS_OWN);
  }
}
