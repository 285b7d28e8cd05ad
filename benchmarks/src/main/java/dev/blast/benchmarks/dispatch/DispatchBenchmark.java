package dev.blast.benchmarks.dispatch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * CPU and wall time per recipient, from the bytes of a CSV to acknowledged messages, in rounds in
 * which everybody has a turn. Each contender has a JVM of its own, warmed up by as much CPU as
 * everybody else's. The CPU is that process's over a turn, compiler and collector included; the
 * endpoint runs elsewhere. A turn after which the endpoint has not counted exactly the messages
 * that were to be sent fails the benchmark.
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
      description = "Rounds that are measured (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description =
          "CPU that each spends on turns before those, at the first latency"
              + " (default: ${DEFAULT-VALUE}).")
  private int warmUp = 20;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description = "Requests of a peer in flight, at most (default: ${DEFAULT-VALUE}).")
  private int inFlight = 64;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "Only those whose name contains one of these.")
  private List<String> only = List.of();

  public static void main(String[] args) {
    System.exit(new CommandLine(new DispatchBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    RemoteEndpoint endpoint = new RemoteEndpoint(port);
    Sizes sizes = new Sizes(rows, messages, inFlight);
    List<Table> tables =
        latencies.stream().map(latency -> new Table(latency, new LinkedHashMap<>())).toList();
    List<Fork> forks = new ArrayList<>();
    try {
      endpoint.latency(latencies.getFirst());
      for (String name : new Contenders(folder, endpoint, sizes).names(only)) {
        // one after another, so that nobody warms up beside somebody else
        Fork fork = Fork.start(name, endpoint, folder, sizes);
        forks.add(fork);
        Measurement cold = fork.warmUp(Duration.ofSeconds(warmUp));
        say("cold", latencies.getFirst(), name, cold);
        tables.forEach(table -> table.turns().put(name, new Turns(cold, List.of())));
      }
      for (int round = 1; round <= rounds; round++) {
        round(round, tables, forks, endpoint);
      }
    } finally {
      forks.forEach(Fork::close);
    }
    tables.forEach(System.out::println);
    return 0;
  }

  private static void round(
      int round, List<Table> tables, List<Fork> forks, RemoteEndpoint endpoint) throws IOException {
    for (Table table : tables) {
      endpoint.latency(table.latencyMillis());
      for (Fork fork : forks) {
        Measurement turn = fork.turn();
        say("round " + round, table.latencyMillis(), fork.name(), turn);
        table.turns().computeIfPresent(fork.name(), (name, turns) -> turns.and(turn));
      }
    }
  }

  private static void say(String when, long latency, String name, Measurement measurement) {
    System.err.printf(
        "%s, %d ms, %-36s %6.2f µs CPU, %6.2f µs wall%n",
        when, latency, name, measurement.cpuPerRecipient(), measurement.wallPerRecipient());
  }
}
