package dev.blast.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.blast.audience.AudienceFile;
import dev.blast.audience.LocalFile;
import dev.blast.campaign.Attempts;
import dev.blast.campaign.AudienceSource;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.ChannelSettings;
import dev.blast.campaign.Coupon;
import dev.blast.campaign.Deadline;
import dev.blast.campaign.Duplicates;
import dev.blast.campaign.Message;
import dev.blast.campaign.OnUncertain;
import dev.blast.campaign.Packing;
import dev.blast.campaign.Safety;
import dev.blast.campaign.Schedule;
import dev.blast.campaign.Template;
import dev.blast.campaign.Throttle;
import dev.blast.cli.SampleAudience;
import dev.blast.stage.Freeze;
import dev.blast.stage.Manifest;
import dev.blast.stage.Rejects;
import dev.blast.stage.ShardRow;
import dev.blast.stage.ShardRows;
import dev.blast.stage.Staging;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * Staging beside commons-csv alone, in turns, over one made-up audience of six columns, plain and
 * compressed; and the shards read again, as dispatchers do. Arguments: rows (default 1,000,000) and
 * rounds (default 3). Run it with {@code -Xmx768m}.
 */
public final class StagingBenchmark {

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final long rows;
  private final LocalFile file;
  private final Campaign campaign = campaign("audience.csv");
  private final Campaign compressed = campaign("audience.csv.gz");
  private final PrintStream out;

  private StagingBenchmark(long rows, LocalFile file, PrintStream out) {
    this.rows = rows;
    this.file = file;
    this.out = out;
  }

  public static void main(String[] args) throws IOException {
    long rows = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    Path folder = Files.createTempDirectory("staging");
    Path path = folder.resolve("source.csv");
    try {
      try (OutputStream csv = Files.newOutputStream(path)) {
        SampleAudience.flawless(rows, 1).writeTo(csv);
      }
      try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed(path)))) {
        Files.copy(path, gzip);
      }
      StagingBenchmark benchmark = new StagingBenchmark(rows, new LocalFile(path), System.out);
      for (int round = 0; round < rounds; round++) {
        benchmark.round();
      }
    } finally {
      Files.deleteIfExists(folder.resolve("audience.csv"));
      Files.deleteIfExists(packed(path));
      Files.deleteIfExists(path);
      Files.deleteIfExists(folder);
    }
  }

  private static Path packed(Path plain) {
    return plain.resolveSibling(plain.getFileName() + ".gz");
  }

  private void round() throws IOException {
    measured("commons-csv alone", this::parse);
    Manifest manifest = measured("staging", () -> stage(campaign, file)).manifest();
    measured("digests verified", () -> Freeze.verify(manifest, file));
    measured("rows as recipients", () -> recipients(manifest, file, 1));
    Staging.Answer.Staged unpacked =
        measured("staging a .gz", () -> stage(compressed, new LocalFile(packed(file.path()))));
    measured("its rows, 2 threads", () -> recipients(unpacked.manifest(), unpacked.audience(), 2));
    out.printf(
        Locale.ROOT,
        "%,d recipients in %,d envelopes of %d%n",
        manifest.counts().recipients(),
        manifest.envelopes(),
        manifest.packing());
  }

  private static Staging.Answer.Staged stage(Campaign campaign, LocalFile source) {
    Path folder = source.path().resolveSibling(".");
    return switch (new Staging(uri -> source).stage(campaign, folder, Rejects.NONE)) {
      case Staging.Answer.Staged staged -> staged;
      case Staging.Answer.Refused refused ->
          throw new IllegalStateException(refused.problems().toString());
    };
  }

  private long parse() throws IOException {
    long fields = 0;
    try (var reader = Files.newBufferedReader(file.path(), StandardCharsets.UTF_8);
        var parser = CSVFormat.DEFAULT.parse(reader)) {
      for (CSVRecord record : parser) {
        fields += record.size();
      }
    }
    return fields;
  }

  /** Shards read as dispatchers do, each by whoever is free. */
  private long recipients(Manifest manifest, AudienceFile audience, int threads) {
    ShardRows shards = new ShardRows(campaign, manifest, audience);
    List<Future<Long>> counts;
    try (ExecutorService dispatchers = Executors.newFixedThreadPool(threads)) {
      counts =
          manifest.shards().stream()
              .map(shard -> dispatchers.submit(() -> recipients(shards.of(shard))))
              .toList();
    }
    return counts.stream().mapToLong(Future::resultNow).sum();
  }

  private static long recipients(Iterator<ShardRow> rows) {
    long count = 0;
    while (rows.hasNext()) {
      count += rows.next() instanceof ShardRow.Wanted ? 1 : 0;
    }
    return count;
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T measured(String name, Work<T> work) throws IOException {
    long cpu = PROCESS.getProcessCpuTime();
    long wall = System.nanoTime();
    T result = work.run();
    double seconds = (System.nanoTime() - wall) / 1e9;
    double cpuSeconds = (PROCESS.getProcessCpuTime() - cpu) / 1e9;
    out.printf(
        Locale.ROOT,
        "%-20s %,12.0f rows/s  %6.3f s wall  %6.3f s CPU  %5.3f µs CPU a row%n",
        name,
        rows / seconds,
        seconds,
        cpuSeconds,
        cpuSeconds * 1e6 / rows);
    return result;
  }

  private static Campaign campaign(String uri) {
    return new Campaign(
        "staging",
        "staging",
        new AudienceSource(uri, ',', "customer_id", "email", "", Map.of(), List.of()),
        new Message(
            new ChannelSettings.Demo(Duration.ZERO, 0, 0, 0, 1, 1),
            Template.empty(),
            Template.of("Good morning {{first_name}}: {{coupon}}")),
        new Coupon.Column("coupon"),
        new Schedule.OnDemand(),
        new Deadline.After(Duration.ofHours(1)),
        Duration.ofHours(1),
        new Throttle.Unlimited(),
        new Packing.Auto(),
        1,
        new Attempts(3, Duration.ofSeconds(1), Duration.ofMinutes(1)),
        Safety.NONE,
        Duplicates.FIRST,
        OnUncertain.RESEND);
  }
}
