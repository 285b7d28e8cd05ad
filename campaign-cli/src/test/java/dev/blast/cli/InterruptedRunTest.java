package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.cli.Operator.Answer;
import dev.blast.cli.Provider.Request;
import dev.blast.run.KeyForm;
import dev.blast.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The story of one run: its provider keeps one recipient waiting, it is interrupted, its audience
 * is changed and put back, and it goes on to the end. Told once; each test looks at a moment of it.
 */
class InterruptedRunTest {

  private static final String PEOPLE =
      """
      id,email,name
      a1,ann@example.com,Ann
      b2,bob@example.com,Bob
      late,cyd@example.com,Cyd
      d4,dan@example.com,Dan
      """;

  private static final String CAMPAIGN =
      """
      id: spring
      audience: { path: people.csv, columns: { id: id, address: email } }
      message:
        channel: { type: webhook, url: "PROVIDER", headers: { X-Api-Key: "${env:PATH}" } }
        body: "Dear {{name}}"
      packing: 1
      attempts: { max: 5, firstDelay: 10ms, maxDelay: 20ms }
      """;

  private static final Set<String> AWAY = ConcurrentHashMap.newKeySet();

  @TempDir private static Path folder;
  private static Operator operator;
  private static Provider provider;
  private static Path campaign;
  private static String run = "";

  private static UnderWay underWay;
  private static Interrupted interrupted;
  private static Answer resumed;
  private static Answer reportOfAnotherAudience;

  /** What was answered while the run was under way, and what the run itself answered at last. */
  private record UnderWay(Answer status, Answer anotherRun, Answer resume, Answer run) {}

  /** What was answered after it was interrupted. */
  private record Interrupted(
      Answer status,
      JsonNode figures,
      Answer anotherRun,
      Answer anotherRunAgain,
      Answer open,
      Answer resumeWithAnotherName,
      Answer resumeWithAnotherRow) {}

  @BeforeAll
  static void story() throws Exception {
    operator = new Operator(folder);
    operator.writes("people.csv", PEOPLE);
    AWAY.add("late");
    provider = Provider.answering(id -> AWAY.contains(id) ? 503 : 200);
    campaign = operator.writes("spring.yaml", CAMPAIGN.replace("PROVIDER", provider.url()));
    underWay = underWay();
    interrupted = interrupted();
    operator.writes("spring.yaml", "the frozen campaign counts");
    AWAY.clear();
    resumed = operator.typesHere("resume", run);
    operator.writes("people.csv", PEOPLE.replace("Cyd", "Kid"));
    reportOfAnotherAudience = operator.typesHere("report", run);
    operator.writes("people.csv", PEOPLE);
  }

  /** In a process of its own, which is told to end as Ctrl-C would. */
  private static UnderWay underWay() throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process process =
        operator
            .process("run", campaign, "--now")
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      await().atMost(Duration.ofSeconds(60)).until(InterruptedRunTest::onlyOneIsOpen);
      run = operator.runs().getFirst();
      Answer status = operator.typesHere("status", run);
      Answer anotherRun = operator.typesHere("run", campaign, "--now", "--again");
      Answer resume = operator.typesHere("resume", run);
      process.destroy();
      int code = process.waitFor();
      Answer first = new Answer(code, Files.readString(out), Files.readString(err));
      return new UnderWay(status, anotherRun, resume, first);
    } finally {
      process.destroyForcibly();
    }
  }

  private static boolean onlyOneIsOpen() {
    JsonNode runs = operator.typesHere("status", "--json").json().get("runs");
    return runs.size() == 1
        && runs.get(0).has("outcomes")
        && runs.get(0).get("outcomes").get("open").asLong() == 1;
  }

  private static Interrupted interrupted() throws IOException {
    Answer status = operator.typesHere("status", run);
    JsonNode figures = operator.typesHere("status", run, "--json").json();
    Answer anotherRun = operator.typesHere("run", campaign, "--now");
    Answer anotherRunAgain = operator.typesHere("run", campaign, "--now", "--again");
    Answer open = operator.typesHere("report", run, "--only", "open");
    operator.writes("people.csv", PEOPLE.replace("Cyd", "Kid"));
    Answer anotherName = operator.typesHere("resume", run);
    operator.writes("people.csv", PEOPLE + "e5,eve@example.com,Eve\n");
    Answer anotherRow = operator.typesHere("resume", run);
    operator.writes("people.csv", PEOPLE);
    return new Interrupted(
        status, figures, anotherRun, anotherRunAgain, open, anotherName, anotherRow);
  }

  @AfterAll
  static void goes() {
    provider.close();
  }

  @Test
  void whileARunIsUnderWayItIsSaidSoAndNobodyElseMayTouchIt() {
    assertThat(underWay.status.done().out()).contains(run, "under way", "3 sent", "1 open");
    assertThat(underWay.anotherRun.refused().err()).contains(run, "under way in another process");
    assertThat(underWay.resume.refused().err()).contains(run, "under way in another process");
  }

  @Test
  void anInterruptedRunIsNotAnEndAndNamesTheCommandThatGoesOn() {
    assertThat(underWay.run.code()).isEqualTo(1);
    assertThat(underWay.run.out()).contains("3 sent", "1 open").doesNotContain("CLOSED");
    assertThat(underWay.run.err())
        .contains(
            "Stopped; nothing is in flight. 1 recipients are open.",
            "Go on with: blast resume " + run);
    assertThat(interrupted.status.done().out())
        .contains("interrupted: blast resume " + run, "3 sent", "1 open");
  }

  @Test
  void theFiguresOfAnInterruptedRunBalance() {
    assertThat(interrupted.figures.get("state").asText()).isIn("STAGED", "DISPATCHED");
    assertThat(interrupted.figures.get("balanced").asBoolean()).isTrue();
    assertThat(interrupted.figures.get("outcomes").get("sent").asLong()).isEqualTo(3);
    assertThat(interrupted.figures.get("outcomes").get("open").asLong()).isEqualTo(1);
  }

  @Test
  void anotherRunIsRefusedAlsoWhenItIsMeant() {
    assertThat(List.of(interrupted.anotherRun, interrupted.anotherRunAgain))
        .allSatisfy(
            refusal -> assertThat(refusal.refused().err()).contains(run, "blast resume " + run));
    assertThat(operator.runs()).containsExactly(run);
  }

  @Test
  void whoIsOpenIsReportedWithTheLastReason() {
    assertThat(interrupted.open.done().rows()).hasSize(1);
    assertThat(interrupted.open.rows().getFirst().toList())
        .startsWith("4", "late", "open", "http-503: the provider answered 503");
  }

  @Test
  void anAudienceThatChangedIsRefusedAndNothingIsSent() {
    assertThat(interrupted.resumeWithAnotherName.refused().err())
        .contains("people.csv", "other content", "1 problem; nothing more was sent.");
    assertThat(interrupted.resumeWithAnotherRow.refused().err())
        .contains("people.csv", "bytes where there were", "1 problem; nothing more was sent.");
  }

  @Test
  void resumingReachesWhoWasOpenWithTheCampaignAsItWasFrozen() {
    assertThat(resumed.done().out())
        .contains("4 rows = ", "4 sent", "0 open", "CLOSED in ", "The books balance.");
    assertThat(operator.typesHere("status", run).out()).contains(run + "  CLOSED");
    assertThat(operator.typesHere("report", run, "--only", "sent").rows()).hasSize(4);
  }

  @Test
  void nobodyIsNamedAsInFlightAfterACleanStop() {
    assertThat(resumed.out()).doesNotContain("in flight");
  }

  @Test
  void aReportOfAnAudienceThatChangedIsRefusedInWords() {
    assertThat(reportOfAnotherAudience.inWords().code()).isIn(2, 3);
    assertThat(reportOfAnotherAudience.err()).contains("people.csv");
  }

  @Test
  void whoeverHadAnAnswerIsNotAskedForAgain() {
    List<String> asked = provider.requests().stream().map(Request::recipient).toList();
    assertThat(asked).containsOnlyOnce("a1", "b2", "d4").contains("late");
    assertThat(provider.requests().stream().map(Request::key).distinct())
        .containsExactlyInAnyOrder(key("a1"), key("b2"), key("d4"), key("late"));
  }

  private static String key(String recipient) {
    return KeyForm.DIGEST.of(RunId.parse(run).orElseThrow(), recipient);
  }

  @Test
  void neitherAddressesNorTheSecretArePrinted() {
    String printed =
        underWay.run.everything()
            + underWay.status.everything()
            + interrupted.status.everything()
            + interrupted.anotherRun.everything()
            + interrupted.resumeWithAnotherName.everything()
            + interrupted.resumeWithAnotherRow.everything()
            + resumed.everything();
    assertThat(printed).doesNotContain("@example.com", System.getenv("PATH"));
  }
}
