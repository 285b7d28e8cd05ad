package dev.blast.local;

import java.time.Duration;

/**
 * How the ledger's file is kept.
 *
 * @param durability what a commit waits for
 * @param pageSize of the file in bytes, a power of two from 512 to 65,536; fixed when it is created
 * @param checkpointPages the write-ahead log is copied into the file when it is this long
 * @param cache kept in memory for each connection, in KiB
 * @param busyTimeout how long to wait for another program's lock
 * @param maxPages how large the file may become; 0 for as large as the disk allows
 */
public record LedgerSettings(
    Durability durability,
    int pageSize,
    int checkpointPages,
    int cache,
    Duration busyTimeout,
    int maxPages) {

  /** What a commit waits for. */
  public enum Durability {
    /** The disk has it: a power failure loses nothing that was answered. */
    FULL,
    /** The operating system has it: a killed process loses nothing, a power failure may. */
    NORMAL
  }

  public static final LedgerSettings DEFAULT =
      new LedgerSettings(Durability.FULL, 8_192, 4_096, 16_384, Duration.ofSeconds(10), 0);

  /** The same, with a limit to how large the file may become. */
  public LedgerSettings withMaxPages(int pages) {
    return new LedgerSettings(durability, pageSize, checkpointPages, cache, busyTimeout, pages);
  }

  public LedgerSettings with(Durability other) {
    return new LedgerSettings(other, pageSize, checkpointPages, cache, busyTimeout, maxPages);
  }
}
