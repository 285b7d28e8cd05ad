package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.blast.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker in a process of its own, for a stack that has no other senders. */
class WorkerCommandTest {

  private static final int PEOPLE = 120;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void aWorkerDeliversARunToItsEndAndStopsWhenItIsInterrupted() throws Exception {
    try (StackStand stand = StackStand.withoutSenders();
        Provider provider = Provider.answering(id -> id.equals("i5") ? 422 : 200)) {
      String run = dispatched(stand, provider);
      Path out = folder.resolve("out.txt");
      Path err = folder.resolve("err.txt");
      Process worker = worker(stand, out, err);
      try {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(status(run))
                        .as(() -> read(err))
                        .contains("CLOSED", "119 sent", "1 rejected", " 0 open"));
        assertThat(provider.requests().stream().map(Provider.Request::key))
            .hasSize(PEOPLE)
            .doesNotHaveDuplicates();
        await().atMost(PATIENCE).until(() -> read(out).contains(" envelopes done, 0 returned"));

        // As Ctrl-C does; that itself is ignored by processes that a script has put in the
        // background.
        worker.destroy();
        assertThat(worker.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).isZero();
        List<String> said = Files.readAllLines(out);
        assertThat(said.getFirst())
            .isEqualTo("polling, 2 batches at a time; Ctrl-C finishes and ends");
        assertThat(said.subList(1, said.size() - 1))
            .isNotEmpty()
            .allMatch(line -> line.matches("\\d+ envelopes done, 0 returned, 0 failed"));
        assertThat(said.getLast())
            .matches("stopped: [1-9]\\d* envelopes done, 0 returned, 0 failed");
        assertThat(read(err).lines())
            .as("but for what the JVM says of libraries")
            .allMatch(line -> line.startsWith("WARNING: "));
      } finally {
        worker.destroyForcibly();
      }
    }
  }

  @Test
  void aWorkerThatIsNotToldWhereItsStackIsSaysWhatIsMissing() throws Exception {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process worker = start(Map.of("BLAST_TABLE", "blast"), out, err);
    assertThat(worker.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(worker.exitValue()).isEqualTo(2);
    assertThat(read(err))
        .contains("these environment variables are not set", "BLAST_QUEUE_URLS (")
        .doesNotContain("\tat ", "BLAST_TABLE (");
    assertThat(read(out)).isEmpty();
  }

  private String dispatched(StackStand stand, Provider provider) throws IOException {
    Operator operator = new Operator(folder);
    StringBuilder people = new StringBuilder("id,email\n");
    IntStream.range(0, PEOPLE).forEach(i -> people.append("i%d,p%d@example.com\n".formatted(i, i)));
    operator.writes("people.csv", people.toString());
    Path campaign =
        operator.writes(
            "spring.yaml",
            """
            id: spring
            audience: { path: people.csv, columns: { id: id, address: email } }
            message: { channel: { type: webhook, url: "%s" }, body: "Dear you" }
            packing: 5
            """
                .formatted(provider.url()));
    operator
        .types("schedule", campaign, "--at", "2036-01-01T08:00:00Z", "--stack", StackStand.NAME)
        .done();
    return RunId.parse(stand.fires("spring")).orElseThrow().toString();
  }

  private String status(String run) {
    return new Operator(folder).types("status", run, "--stack", StackStand.NAME).out();
  }

  private static Process worker(StackStand stand, Path out, Path err) throws IOException {
    Map<String, String> environment = new java.util.HashMap<>(stand.variables());
    environment.putAll(stand.endpoints());
    return start(environment, out, err);
  }

  private static Process start(Map<String, String> environment, Path out, Path err)
      throws IOException {
    ProcessBuilder worker =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Blast.class.getName(),
            "worker",
            "--concurrency",
            "2",
            "--invocation",
            "30s",
            "--every",
            "1s");
    worker.environment().clear();
    worker.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    worker.environment().putAll(environment);
    return worker.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException gone) {
      throw new java.io.UncheckedIOException(gone);
    }
  }
}
