package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run} refuses before anything is sent. */
class RunRefusalTest {

  private static final String CAMPAIGN =
      """
      id: spring
      audience: { path: people.csv, columns: { id: id, address: email } }
      message:
        channel: { type: webhook, url: "PROVIDER" }
        body: "Dear {{name}}"
      """;

  @TempDir private Path folder;
  private Operator operator;
  private Provider provider;

  @BeforeEach
  void comes() throws IOException {
    operator = new Operator(folder);
    operator.writes("people.csv", "id,email,name\na1,ann@example.com,Ann\n");
    provider = Provider.answering(recipient -> 200);
  }

  @AfterEach
  void nothingWasSent() {
    provider.close();
    assertThat(provider.requests()).isEmpty();
  }

  private Path campaign(String more) throws IOException {
    return operator.writes("spring.yaml", CAMPAIGN.replace("PROVIDER", provider.url()) + more);
  }

  @Test
  void aCampaignWithoutAScheduleIsNotFiredUnlessToldTo() throws IOException {
    assertThat(operator.typesHere("run", campaign("")).refused().err())
        .contains("spring.yaml has no schedule", "--now");
    assertThat(operator.runs()).isEmpty();
  }

  @Test
  void aStartThatIsTooLateSaysHowLateItIs() throws IOException {
    String lastMillennium = "schedule: { at: \"1999-12-31T08:00\", zone: Europe/Berlin }\n";
    assertThat(operator.typesHere("run", campaign(lastMillennium)).refused().err())
        .containsPattern("[0-9,]{4,} d")
        .contains("after the scheduled instant", "latestStart allows 15 min", "--now");
    assertThat(operator.runs()).isEmpty();
  }

  @Test
  void aDeadlineThatHasPassedIsRefused() throws IOException {
    Path campaign = campaign("deadline: \"2020-01-01T00:00:00Z\"\n");
    assertThat(operator.typesHere("run", campaign, "--now").refused().err())
        .contains("deadline", "2020-01-01");
  }

  @Test
  void anEnvironmentVariableThatIsNotSetIsNamed() throws IOException {
    Path campaign = campaign("");
    operator.writes(
        "spring.yaml",
        CAMPAIGN.replace(
            "\"PROVIDER\"",
            "\"https://mail.example\", headers: { X-Key: \"${env:BLAST_TEST_IS_NOT_SET}\" }"));
    assertThat(operator.typesHere("run", campaign, "--now").refused().err())
        .contains("BLAST_TEST_IS_NOT_SET", "X-Key", "not set", "Nothing was sent.");
    assertThat(operator.runs()).isEmpty();
  }

  @Test
  void allProblemsOfTheCampaignFileAreNamed() throws IOException {
    Path campaign = campaign("deadline: soon\nthrottle: 5\n");
    assertThat(operator.typesHere("run", campaign, "--now", "--json").refused().err())
        .contains("deadline", "throttle", "2 problems; nothing was sent.");
    assertThat(operator.runs()).isEmpty();
  }

  @Test
  void anAudienceThatCannotBeUsedEndsTheRunAsRefused() throws IOException {
    operator.writes("people.csv", "id,mail,name\na1,ann@example.com,Ann\n");
    Answer answer = operator.typesHere("run", campaign(""), "--now").refused();
    assertThat(answer.err()).contains("people.csv:1", "'email'", "1 problem; nothing was sent.");
    List<String> runs = operator.runs();
    assertThat(runs).hasSize(1);
    String run = runs.getFirst();
    assertThat(operator.typesHere("status", run).done().out()).isEqualTo(lines(run + "  REFUSED"));
    assertThat(operator.typesHere("status", run, "--json").done().json().toString())
        .isEqualTo("{\"run\":\"" + run + "\",\"state\":\"REFUSED\",\"balanced\":false}");
    assertThat(operator.typesHere("resume", run).refused().err()).contains(run + " is REFUSED");
  }

  @Test
  void aRunThatWasNeverStagedHasNoReportAndThatIsSaidInWords() throws IOException {
    operator.writes("people.csv", "");
    operator.typesHere("run", campaign(""), "--now").refused();
    String run = operator.runs().getFirst();
    assertThat(operator.typesHere("report", run).refused().err()).contains(run);
  }

  @Test
  void aDataFolderThatIsAFileIsALostDependency() throws IOException {
    Path file = operator.writes("taken", "");
    Answer answer = operator.types("run", campaign(""), "--now", "--data", file).inWords();
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err()).contains(file.toString());
  }

  private static String lines(String line) {
    return line + System.lineSeparator();
  }
}
