package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One campaign, fired, fired once more by mistake, and again on purpose. */
class RunTest {

  private static final String SENTENCE =
      "6 rows = 1 invalid + 1 filtered + 1 duplicate + 0 suppressed + 3 recipients; recipients = 3"
          + " sent + 0 rejected + 0 expired + 0 cancelled + 0 dead + 0 unconfirmed + 0 open";

  @TempDir private static Path folder;
  private static Operator operator;
  private static Answer first;
  private static Answer repeated;
  private static List<String> runsAfterTheRepeated;
  private static Answer again;

  @BeforeAll
  static void firesThreeTimes() throws IOException {
    operator = new Operator(folder);
    operator.writes(
        "people.csv",
        """
        id,email,name,active
        a1,ann@example.com,Ann,yes
        a1,ann@example.com,Ann,yes
        b2,,Bob,yes
        c3,cyd@example.com,Cyd,no
        d4,dan@example.com,Dan,yes
        e5,eve@example.com,Eve,yes
        """);
    Path campaign =
        operator.writes(
            "spring.yaml",
            """
            id: spring
            audience:
              path: people.csv
              columns: { id: id, address: email }
              filter: { active: "yes" }
              limits: { invalid: 20% }
            message: { channel: { type: demo, latency: 1ms }, body: "Dear {{name}}" }
            """);
    first = operator.typesHere("run", campaign, "--now");
    repeated = operator.typesHere("run", campaign, "--now");
    runsAfterTheRepeated = operator.runs();
    again = operator.typesHere("run", campaign, "--now", "--again");
  }

  @Test
  void aRunThatReachedEverybodyEndsWithTheBalancingSentence() {
    List<String> lines = first.done().out().lines().toList();
    assertThat(lines.getFirst()).isEqualTo("Run " + firstRun());
    assertThat(lines).contains("            6  rows in the audience", SENTENCE);
    assertThat(lines.getLast())
        .isEqualTo("Report: blast report " + firstRun() + " --data " + operator.data());
    assertThat(lines.get(lines.size() - 2))
        .matches(
            "CLOSED in [0-9]+\\.[0-9] s, [0-9,]+ recipients a second; 100 % sent. The books balance.");
  }

  @Test
  void aSecondRunIsRefusedAndNamesTheFirstAndWhatHelps() {
    assertThat(repeated.refused().err())
        .contains(firstRun(), "reached 3 people", "Nothing was sent", "--again");
    assertThat(runsAfterTheRepeated).containsExactly(firstRun());
  }

  @Test
  void againSendsToAllOfThemOnceMore() {
    assertThat(again.done().out()).contains(SENTENCE, "The books balance.");
    assertThat(operator.runs()).hasSize(2).contains(firstRun());
  }

  @Test
  void statusListsTheRunsTheLatestFirst() {
    List<String> runs = operator.runs();
    assertThat(operator.typesHere("status").done().out().lines())
        .containsExactly(
            runs.get(0) + "  CLOSED; 100 % sent",
            "  " + SENTENCE,
            runs.get(1) + "  CLOSED; 100 % sent",
            "  " + SENTENCE);
    assertThat(runs.get(1)).isEqualTo(firstRun());
  }

  @Test
  void aClosedRunIsNotGoneOnWith() {
    assertThat(operator.typesHere("resume", firstRun()).refused().err())
        .contains(firstRun() + " is CLOSED");
  }

  @Test
  void aRunThatIsNotThereIsToldWithTheRunsThatAre() {
    for (String command : List.of("status", "resume", "report")) {
      assertThat(operator.typesHere(command, "spring@20000101T000000Z").refused().err())
          .contains("there is no run spring@20000101T000000Z", firstRun());
      assertThat(operator.typesHere(command, "spring").refused().err())
          .contains("there is no run spring;", firstRun());
    }
  }

  @Test
  void theReportHasARowForEachRowOfTheAudience() {
    Answer report = operator.typesHere("report", firstRun()).done();
    assertThat(report.out().lines().findFirst())
        .contains("line,recipient_id,outcome,reason,attempts,provider_id,time");
    assertThat(report.rows())
        .extracting(
            row -> row.get("line") + " " + row.get("recipient_id") + " " + row.get("outcome"))
        .containsExactly(
            "2 a1 sent",
            "3 a1 duplicate",
            "4 b2 invalid",
            "5 c3 filtered",
            "6 d4 sent",
            "7 e5 sent");
    assertThat(report.rows().getFirst().get("time"))
        .matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z");
    assertThat(report.rows().getFirst().get("attempts")).isEqualTo("1");
    assertThat(report.out()).doesNotContain("@example.com");
  }

  @Test
  void aReportIsWrittenToAFileInPlaceOfWhatIsThere() throws IOException {
    Path out = operator.writes("report.csv", "x".repeat(10_000));
    Answer answer =
        operator.typesHere("report", firstRun(), "--out", out, "--only", "sent", "--json").done();
    assertThat(answer.json().get("run").asText()).isEqualTo(firstRun());
    assertThat(answer.json().get("report").asText()).isEqualTo(out.toString());
    assertThat(Operator.csv(Files.readString(out)))
        .hasSize(3)
        .allMatch(row -> row.get("outcome").equals("sent"));
  }

  @Test
  void aReportThatCannotBeWrittenIsALostDependency() {
    Path nowhere = folder.resolve("nowhere").resolve("report.csv");
    Answer answer = operator.typesHere("report", firstRun(), "--out", nowhere);
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err()).contains(nowhere + " cannot be written").doesNotContain("\tat ");
  }

  @Test
  void anOutcomeThatIsNoneIsRefusedWithTheOnesThereAre() {
    assertThat(operator.typesHere("report", firstRun(), "--only", "bounced").refused().err())
        .contains("--only bounced", "sent", "unconfirmed", "held out");
    assertThat(operator.typesHere("report", firstRun(), "--only", "held out").done().rows())
        .isEmpty();
  }

  private static String firstRun() {
    return first.out().lines().findFirst().orElseThrow().replace("Run ", "");
  }
}
