package dev.blast.benchmarks.sender;

import dev.blast.benchmarks.Cost;
import dev.blast.campaign.ChannelSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a recipient costs the sender beyond its HTTP call: in rounds, HttpClient 5 alone posts the
 * bodies to the counting provider, then the handler does. The CPU is this process's over a turn,
 * compiler and collector included; the provider runs elsewhere. A turn after which the provider has
 * not accepted exactly one message for each recipient fails the benchmark.
 */
@Command(
    name = "sender.sh",
    mixinStandardHelpOptions = true,
    description = "Measures the sender beside the HTTP client alone.")
public final class SenderBenchmark implements Callable<Integer> {

  static final String ALONE = "HttpClient 5 alone, minimal";
  static final String SENDER = "sender";

  private static final Pattern ACCEPTED = Pattern.compile("\"accepted\":(\\d+)");

  @Option(names = "--port", required = true, hidden = true)
  private int port;

  @Option(names = "--folder", required = true, hidden = true)
  private Path folder = Path.of(".");

  @Option(
      names = "--recipients",
      paramLabel = "N",
      description = "In each turn (default: ${DEFAULT-VALUE}).")
  private int recipients = 100_000;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Requests in flight, at most (default: ${DEFAULT-VALUE}).")
  private int concurrency = 64;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds that are measured; the middle one counts (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Rounds before those (default: ${DEFAULT-VALUE}).")
  private int warmUp = 4;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      description = "Only those whose name contains this.")
  private String only = "";

  public static void main(String[] args) {
    System.exit(new CommandLine(new SenderBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    URI provider = URI.create("http://127.0.0.1:" + port + "/send");
    Audience audience =
        Audience.of(
            recipients,
            new ChannelSettings.Webhook(provider, Map.of(), Duration.ofSeconds(10), concurrency));
    List<Work> all =
        List.of(
            ClientAlone.asItComes(audience),
            ClientAlone.minimal(audience),
            new Sender(audience, folder));
    Map<String, List<Double>> micros = new LinkedHashMap<>();
    try {
      for (int round = -warmUp; round < rounds; round++) {
        for (Work work : all) {
          if (work.name().contains(only)) {
            double cpu = measure(round, work);
            if (round >= 0) {
              micros.computeIfAbsent(work.name(), name -> new ArrayList<>()).add(cpu);
            }
          }
        }
      }
    } finally {
      all.forEach(Work::close);
    }
    print(micros);
    return 0;
  }

  /** Microseconds of CPU for a recipient. */
  private double measure(int round, Work work) throws Exception {
    work.prepare();
    System.gc();
    long before = accepted();
    Cost.Mark start = Cost.mark();
    work.run();
    Cost cost = start.sofar();
    long reached = accepted() - before;
    work.check();
    if (reached != recipients) {
      throw new IllegalStateException(
          work.name() + ": the provider accepted " + reached + " of " + recipients);
    }
    double cpu = cost.cpu().toNanos() / 1e3 / recipients;
    System.err.printf(
        Locale.ROOT,
        "%s %d, %-32s %6.1f µs CPU, %6.1f µs wall%n",
        round < 0 ? "warm-up" : "round",
        round < 0 ? -round : round + 1,
        work.name(),
        cpu,
        cost.wall().toNanos() / 1e3 / recipients);
    return cpu;
  }

  private void print(Map<String, List<Double>> micros) {
    System.out.println("| | CPU per recipient | in each round |");
    System.out.println("|---|---|---|");
    micros.forEach(SenderBenchmark::print);
    List<Double> alone = micros.getOrDefault(ALONE, List.of());
    List<Double> sender = micros.getOrDefault(SENDER, List.of());
    if (!alone.isEmpty() && !sender.isEmpty()) {
      // within rounds: what else the machine does changes less from one turn to the next
      print(
          "the rest of the sender",
          IntStream.range(0, rounds).mapToObj(i -> sender.get(i) - alone.get(i)).toList());
    }
  }

  private static void print(String name, List<Double> all) {
    String each =
        all.stream()
            .map(micros -> String.format(Locale.ROOT, "%.1f", micros))
            .collect(Collectors.joining(", "));
    System.out.printf(Locale.ROOT, "| %s | %.1f µs | %s |%n", name, median(all), each);
  }

  private static double median(List<Double> of) {
    return of.stream().sorted().toList().get(of.size() / 2);
  }

  private long accepted() throws IOException {
    try (InputStream in = URI.create("http://127.0.0.1:" + port + "/counts").toURL().openStream()) {
      Matcher counts = ACCEPTED.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      if (!counts.find()) {
        throw new IOException("the provider does not tell its counts");
      }
      return Long.parseLong(counts.group(1));
    }
  }
}
