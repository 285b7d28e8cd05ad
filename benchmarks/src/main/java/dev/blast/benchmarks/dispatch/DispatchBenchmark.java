package dev.blast.benchmarks.dispatch;

import dev.blast.benchmarks.Cost;
import dev.blast.benchmarks.dispatch.RemoteEndpoint.Counts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * CPU and wall time per recipient, from the bytes of a CSV to acknowledged messages, in rounds in
 * which everybody has a turn. The CPU is this process's over a turn, compiler and collector
 * included; the endpoint runs elsewhere. A turn after which the endpoint has not counted exactly
 * the messages that were to be sent fails the benchmark.
 */
@Command(
    name = "dispatch.sh",
    mixinStandardHelpOptions = true,
    description = "Measures dispatch beside its peers; prints the README's table.")
public final class DispatchBenchmark implements Callable<Integer> {

  @Option(names = "--port", required = true, hidden = true)
  private int port;

  @Option(names = "--folder", required = true, hidden = true)
  private Path folder = Path.of(".");

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "N",
      description = "Audiences of so many rows, for this dispatcher (default: ${DEFAULT-VALUE}).")
  private List<Long> rows = List.of(100_000L, 1_000_000L);

  @Option(
      names = "--messages",
      paramLabel = "N",
      description =
          "Most messages of a turn, where each is for one recipient (default: ${DEFAULT-VALUE}).")
  private long messages = 100_000;

  @Option(
      names = "--latency-ms",
      split = ",",
      paramLabel = "MS",
      description = "How long the endpoint waits before it answers (default: ${DEFAULT-VALUE}).")
  private List<Long> latencies = List.of(0L, 20L);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds that are measured; the middle one counts (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Rounds before those (default: ${DEFAULT-VALUE}).")
  private int warmUp = 3;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description = "Requests in flight, at most (default: ${DEFAULT-VALUE}).")
  private int inFlight = 64;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "Only those whose name contains one of these.")
  private List<String> only = List.of();

  private final Map<Turn, List<Measurement>> measured = new LinkedHashMap<>();

  /** A contender at one latency. */
  private record Turn(long latencyMillis, String name) {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new DispatchBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    RemoteEndpoint endpoint = new RemoteEndpoint(port);
    List<Contender> contenders =
        new Contenders(folder, endpoint, rows, messages, inFlight).named(only);
    try {
      for (int round = -warmUp; round < rounds; round++) {
        for (long latency : round < 0 ? latencies.subList(0, 1) : latencies) {
          endpoint.latency(latency);
          for (Contender contender : contenders) {
            Measurement measurement = measure(contender, endpoint);
            say(round, latency, contender, measurement);
            if (round >= 0) {
              measured
                  .computeIfAbsent(new Turn(latency, contender.name()), turn -> new ArrayList<>())
                  .add(measurement);
            }
          }
        }
      }
    } finally {
      contenders.forEach(Contender::close);
    }
    for (long latency : latencies) {
      Map<String, Measurement> medians = new LinkedHashMap<>();
      for (Contender contender : contenders) {
        List<Measurement> all =
            measured.getOrDefault(new Turn(latency, contender.name()), List.of());
        if (!all.isEmpty()) {
          medians.put(contender.name(), Measurement.median(all));
        }
      }
      System.out.println(new Table(latency, medians));
    }
    return 0;
  }

  private static Measurement measure(Contender contender, RemoteEndpoint endpoint)
      throws Exception {
    // the garbage of the turn before is not this one's
    System.gc();
    Counts before = endpoint.counts();
    Cost.Mark start = Cost.mark();
    long acknowledged = contender.send();
    Cost cost = start.sofar();
    Counts counted = endpoint.counts().since(before);
    if (counted.messages() != acknowledged) {
      throw new IllegalStateException(
          "%s: %,d messages acknowledged, %,d arrived"
              .formatted(contender.name(), acknowledged, counted.messages()));
    }
    return new Measurement(contender.recipients(), cost, counted);
  }

  private static void say(int round, long latency, Contender contender, Measurement measurement) {
    System.err.printf(
        "%s %d, %d ms, %-32s %6.2f µs CPU, %6.2f µs wall%n",
        round < 0 ? "warm-up" : "round",
        round < 0 ? -round : round + 1,
        latency,
        contender.name(),
        measurement.cpuPerRecipient(),
        measurement.wallPerRecipient());
  }
}
