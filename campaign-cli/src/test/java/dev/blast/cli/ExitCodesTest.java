package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Share;
import dev.blast.cli.Operator.Answer;
import dev.blast.outcome.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The table of docs/commands.md, row by row. */
class ExitCodesTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "commands.md");

  @TempDir private static Path folder;

  @TestFactory
  Stream<DynamicTest> eachRowOfTheTableIsTrue() throws IOException {
    Map<String, Integer> table = table();
    Map<String, Callable<Integer>> scenes = scenes();
    assertThat(table.keySet()).containsExactlyInAnyOrderElementsOf(scenes.keySet());
    return table.entrySet().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getKey(),
                    () ->
                        assertThat(Objects.requireNonNull(scenes.get(row.getKey())).call())
                            .isEqualTo(row.getValue())));
  }

  @org.junit.jupiter.api.Test
  void theHelpNamesEveryCodeOfTheTable() throws IOException {
    String help = new Operator(folder).types("--help").done().out();
    assertThat(table().values())
        .allSatisfy(code -> assertThat(help).contains("\n  " + code + "  "));
  }

  private static Map<String, Integer> table() throws IOException {
    String text = Files.readString(DOCUMENT);
    String part =
        text.substring(text.indexOf("<!-- exit-codes -->"), text.indexOf("<!-- /exit-codes -->"));
    Map<String, Integer> rows = new LinkedHashMap<>();
    part.lines()
        .filter(line -> line.matches("\\|.*\\| [0-9]+ \\|"))
        .forEach(
            line -> {
              String[] cells = line.split("\\|");
              rows.put(cells[1].strip(), Integer.parseInt(cells[2].strip()));
            });
    return rows;
  }

  private static Map<String, Callable<Integer>> scenes() {
    Map<String, Callable<Integer>> scenes = new LinkedHashMap<>();
    scenes.put("the command did what was asked", () -> operator("asked").types("schema").code());
    scenes.put(
        "the run closed: everybody was sent to", () -> run("all", "{ type: demo }", "").code());
    scenes.put(
        "the run closed: some were rejected or unconfirmed, within `limits.notSent`",
        () ->
            run(
                    "some-rejected",
                    "{ type: demo, latency: 0ms, rejectRate: 0.2, unconfirmedRate: 0.2, seed: 1 }",
                    "limits: { notSent: 90% }\nonUncertain: record\n")
                .code());
    scenes.put(
        "the run closed: some expired, within `limits.notSent`",
        () -> late("some-expired", "limits: { notSent: 90% }\n").code());
    scenes.put(
        "the run closed: some are dead, within `limits.notSent`",
        () ->
            run(
                    "some-dead",
                    "{ type: demo, latency: 0ms, unconfirmedRate: 0.3, seed: 1 }",
                    "limits: { notSent: 90% }\nattempts: { max: 1 }\n")
                .code());
    scenes.put(
        "the run closed: some were cancelled by the operator, within `limits.notSent`",
        () -> ofReach(new Reach(96, 100, 4)));
    scenes.put(
        "the run closed: the queue refused the messages of some for good, within"
            + " `limits.notSent`",
        () -> ofReach(new Reach(99, 100, 1)));
    scenes.put(
        "the run closed: more were not sent to than `limits.notSent` allows",
        () -> late("many-expired", "").code());
    scenes.put(
        "the run closed: nobody was sent to",
        () ->
            run(
                    "nobody",
                    "{ type: demo, latency: 0ms, rejectRate: 1 }",
                    "limits: { notSent: 100% }\n")
                .code());
    scenes.put("the run stopped with open recipients", ExitCodesTest::stopped);
    scenes.put(
        "`cancel` closed the run: those it cancelled do not count, of the others the rows above",
        ExitCodesTest::cancelled);
    scenes.put("`status` of a run, however it went", ExitCodesTest::statusOfARunOfNobody);
    scenes.put("`redrive` found nobody to send to", ExitCodesTest::redriveOfNobody);
    scenes.put(
        "the input is wrong, or the command is refused: nothing was sent",
        () -> operator("wrong").types("validate", folder.resolve("none.yaml")).code());
    scenes.put(
        "something Blast depends on failed (disk, queue, ledger, AWS, Java, the build), or the"
            + " books do not balance",
        () ->
            operator("lost")
                .types("sample-audience", "--rows", 1, "--out", folder.resolve("no/where.csv"))
                .code());
    return scenes;
  }

  private static int ofReach(Reach reach) {
    return ExitCode.of(reach.grade(Share.percent(5))).code();
  }

  private static Operator operator(String name) throws IOException {
    Operator operator = new Operator(Files.createDirectories(folder.resolve(name)));
    operator.audience(20);
    return operator;
  }

  private static Answer run(String name, String channel, String more, Object... options)
      throws IOException {
    Operator operator = operator(name);
    return operator.typesHere(
        Stream.concat(
                Stream.of("run", campaign(operator, channel, more), "--now"), Stream.of(options))
            .toArray());
  }

  private static Path campaign(Operator operator, String channel, String more) throws IOException {
    return operator.writes(
        "spring.yaml",
        """
        id: spring
        audience: { path: people.csv, columns: { id: id, address: email } }
        message: { channel: CHANNEL, body: "Dear {{name}}" }
        """
                .replace("CHANNEL", channel)
            + more);
  }

  /** Ten a second for a second or two: the last of twenty are too late. */
  private static Answer late(String name, String more) throws IOException {
    String timing = "throttle: { perSecond: 8 }\ndeadline: 1500ms\n";
    return run(name, "{ type: demo, latency: 0ms }", timing + more, "--anyway");
  }

  private static int stopped() throws Exception {
    Operator operator = operator("stopped");
    Path campaign =
        campaign(operator, "{ type: demo, latency: 0ms }", "throttle: { perMinute: 1 }\n");
    Process process =
        operator
            .process("run", campaign, "--now", "--anyway")
            .redirectErrorStream(true)
            .redirectOutput(operator.folder().resolve("out.txt").toFile())
            .start();
    try {
      org.awaitility.Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(60))
          .until(() -> operator.typesHere("status").out().contains(" 1 sent"));
      process.destroy();
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  private static int cancelled() throws Exception {
    Operator operator = operator("cancelled");
    Path campaign =
        campaign(operator, "{ type: demo, latency: 0ms }", "throttle: { perMinute: 1 }\n");
    FutureTask<Answer> sending =
        new FutureTask<>(() -> operator.typesHere("run", campaign, "--now", "--anyway"));
    Thread.ofVirtual().start(sending);
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(60))
        .until(() -> operator.typesHere("status").out().contains(" 1 sent"));
    int code = operator.typesHere("cancel", operator.runs().getFirst()).code();
    assertThat(sending.get().code()).as("the run that was cancelled").isEqualTo(4);
    return code;
  }

  private static int statusOfARunOfNobody() throws IOException {
    Answer answer = run("status", "{ type: demo, latency: 0ms, rejectRate: 1 }", "");
    assertThat(answer.code()).isEqualTo(4);
    Operator operator = new Operator(folder.resolve("status"));
    Answer status = operator.typesHere("status", operator.runs().getFirst());
    assertThat(status.out()).contains("  CLOSED; 0 % sent");
    return status.code();
  }

  private static int redriveOfNobody() throws IOException {
    Answer answer = run("redrive", "{ type: demo, latency: 0ms }", "");
    assertThat(answer.code()).isZero();
    Operator operator = new Operator(folder.resolve("redrive"));
    return operator.typesHere("redrive", operator.runs().getFirst()).code();
  }
}
