package dev.blast.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.local.LedgerSettings;
import dev.blast.local.LedgerSettings.Durability;
import dev.blast.local.SqliteLedger;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How fast the embedded ledger claims and settles envelopes of 30 recipients from 300 threads.
 *
 * <p>Arguments: envelopes (default 200,000), and the folder to write to (default: the system's for
 * temporary files; it should be on a disk).
 */
public final class LedgerBenchmark {

  private static final int RECIPIENTS = 30;
  private static final int THREADS = 300;
  private static final int SHARDS = 16;
  private static final RunId RUN = new RunId("benchmark", Instant.parse("2026-01-01T00:00:00Z"));

  private LedgerBenchmark() {}

  public static void main(String[] args) throws Exception {
    int envelopes = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
    Path folder =
        args.length > 1 ? Path.of(args[1]) : Path.of(System.getProperty("java.io.tmpdir"));
    measure(folder, LedgerSettings.DEFAULT, envelopes / 4);
    for (Durability durability : Durability.values()) {
      System.out.println(
          durability + ": " + measure(folder, LedgerSettings.DEFAULT.with(durability), envelopes));
    }
  }

  private static String measure(Path parent, LedgerSettings settings, int envelopes)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(parent, "ledger-benchmark-");
    Path file = folder.resolve("ledger.db");
    SqliteLedger.create(file, RUN, settings);
    try (SqliteLedger ledger = SqliteLedger.open(file, RUN, settings)) {
      long cpu = cpuNanos();
      long start = System.nanoTime();
      deliver(ledger, envelopes);
      double seconds = (System.nanoTime() - start) / 1e9;
      double recipients = (double) envelopes * RECIPIENTS;
      return String.format(
          Locale.ROOT,
          "%,.0f envelopes/s (%,.0f recipients/s), %.2f us CPU per recipient,"
              + " %d MiB on disk, %d MiB heap in use",
          envelopes / seconds,
          recipients / seconds,
          (cpuNanos() - cpu) / 1e3 / recipients,
          Files.size(file) >> 20,
          usedHeap() >> 20);
    } finally {
      delete(folder);
    }
  }

  private static void deliver(SqliteLedger ledger, int envelopes) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(
          Collections.nCopies(
              THREADS,
              () -> {
                for (int i = next.getAndIncrement(); i < envelopes; i = next.getAndIncrement()) {
                  deliver(ledger, new EnvelopeId(RUN, i % SHARDS, i / SHARDS));
                }
                return true;
              }));
    }
    long sent = ledger.outcomes(RUN).getOrDefault(Outcome.SENT, 0L);
    if (sent != (long) envelopes * RECIPIENTS) {
      throw new IllegalStateException("the books do not balance: " + sent);
    }
  }

  private static void deliver(SqliteLedger ledger, EnvelopeId id) {
    Instant now = Instant.now();
    Claim claim = ledger.claim(id, RECIPIENTS, now, now.plus(Duration.ofMinutes(1)));
    if (!(claim instanceof Claim.Granted granted)) {
      throw new IllegalStateException(id + " was not granted: " + claim);
    }
    List<Standing> standings = new ArrayList<>(RECIPIENTS);
    for (int i = 0; i < RECIPIENTS; i++) {
      String providerId = "0196f3c2-7a51-7c3e-9d2f-" + (100_000_000_000L + id.sequence() * 64L + i);
      standings.add(
          new Standing.Settled(Outcome.SENT, Reason.NONE, 1, providerId, now.plusMillis(i)));
    }
    if (!ledger.settle(granted.lease(), standings)) {
      throw new IllegalStateException(id + " was not settled");
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
