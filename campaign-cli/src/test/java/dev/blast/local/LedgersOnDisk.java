package dev.blast.local;

import dev.blast.run.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Ledgers of a test, each opened when it is first asked for. */
final class LedgersOnDisk implements AutoCloseable {

  private final Supplier<Path> folder;
  private final Map<RunId, SqliteLedger> open = new ConcurrentHashMap<>();

  LedgersOnDisk(Supplier<Path> folder) {
    this.folder = folder;
  }

  SqliteLedger of(RunId run) {
    return open.computeIfAbsent(run, this::open);
  }

  Path file(RunId run) {
    return folder.get().resolve(run + ".db");
  }

  private SqliteLedger open(RunId run) {
    Path file = file(run);
    if (!Files.exists(file)) {
      createFolder();
      SqliteLedger.create(file, run, LedgerSettings.DEFAULT);
    }
    return SqliteLedger.open(file, run, LedgerSettings.DEFAULT);
  }

  private void createFolder() {
    try {
      Files.createDirectories(folder.get());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Closes all; they open again when they are asked for. */
  @Override
  public void close() {
    open.values().forEach(SqliteLedger::close);
    open.clear();
  }
}
