package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.blast.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
        Provider provider = Provider.answering(id -> id.equals("i5") ? 400 : 200)) {
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
        await().atMost(PATIENCE).until(() -> read(out).contains(" envelopes done, "));

        // As Ctrl-C does; that itself is ignored by processes that a script has put in the
        // background.
        worker.destroy();
        assertThat(worker.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).isZero();
        List<String> said = Files.readAllLines(out);
        assertThat(said.getFirst())
            .isEqualTo(
                "polling, 2 batches at a time; channel timeouts of up to 36s fit; Ctrl-C finishes"
                    + " and ends");
        assertThat(said.subList(1, said.size() - 1))
            .isNotEmpty()
            // On a slow machine a message shows again while its envelope is held, and is returned.
            .allMatch(line -> line.matches("\\d+ envelopes done, \\d+ returned, 0 failed"));
        assertThat(said.getLast())
            .matches("stopped: [1-9]\\d* envelopes done, \\d+ returned, 0 failed");
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

  @Test
  void aWorkerWithoutTheSecretsOfItsStackNamesThemAllAndDoesNotPoll() throws Exception {
    try (StackStand stand = StackStand.withoutSenders()) {
      Map<String, String> environment = new HashMap<>(stand.variables());
      environment.putAll(stand.endpoints());
      environment.put(
          "BLAST_SECRETS",
          "{\"STAND_TOKEN\": \"/blast/prod/token\", \"KEY\": \"/b/key\", \"PIN\": \"/b/pin\"}");
      environment.put("BLAST_CHANNEL_SECRETS", "[\"OWN\"]");
      stand.ssm().put("/b/pin", " ");
      assertThat(refusal(environment))
          .contains(
              "secrets are missing: KEY (there is no SSM parameter /b/key), OWN (neither"
                  + " secret_parameters of the stack nor the sender's environment has it), PIN (the"
                  + " SSM parameter /b/pin is blank); ")
          .doesNotContain("STAND_TOKEN", "\tat ");
    }
  }

  @Test
  void anInvocationThatIsTooShortForTheStacksCampaignsOrForAnyIsRefused() throws Exception {
    Map<String, String> environment =
        Map.of(
            "BLAST_TABLE", "blast",
            "BLAST_BUCKET", "bucket",
            "BLAST_KEEP_DAYS", "30",
            "BLAST_QUEUE_URLS", "http://127.0.0.1:1/1/recipients",
            "BLAST_DEAD_LETTER_QUEUE_URL", "http://127.0.0.1:1/1/dead",
            "BLAST_SENDER_TIMEOUT", "60",
            "AWS_REGION", "us-east-1");
    assertThat(refusal(environment, "--invocation", "59s"))
        .contains(
            "--invocation 59s is shorter than an invocation of the stack's senders, 1m: campaigns"
                + " with a channel timeout of up to 45s are scheduled there, and the largest that"
                + " fits here is 44s; give --invocation 1m or more.");
    assertThat(refusal(environment, "--invocation", "1s"))
        .contains("--invocation 1s leaves no time for an attempt of a second; give 2s or more.");
  }

  private String refusal(Map<String, String> environment, String... more) throws Exception {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process worker = start(environment, out, err, more);
    assertThat(worker.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(worker.exitValue()).as(() -> read(err)).isEqualTo(2);
    assertThat(read(out)).isEmpty();
    return read(err);
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
    Map<String, String> environment = new HashMap<>(stand.variables());
    environment.putAll(stand.endpoints());
    return start(environment, out, err);
  }

  private static Process start(Map<String, String> environment, Path out, Path err, String... more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Blast.class.getName(),
            "worker",
            "--concurrency",
            "2",
            "--every",
            "1s"));
    command.addAll(List.of(more));
    ProcessBuilder worker = new ProcessBuilder(command);
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
