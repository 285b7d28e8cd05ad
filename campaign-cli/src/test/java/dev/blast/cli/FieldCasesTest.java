package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Situations of people who send in bulk, as they typed them. */
class FieldCasesTest {

  @TempDir private Path folder;
  private Operator operator;

  @BeforeEach
  void comes() throws IOException {
    operator = new Operator(folder);
    operator.audience(3);
  }

  private Path campaign(String message, String... more) throws IOException {
    return operator.writes(
        "campaign.yaml",
        """
        id: field
        audience: { path: people.csv, columns: { id: id, address: email } }
        message:
          channel: { type: demo, latency: 1ms }
        """
            + message.indent(2)
            + String.join("\n", more)
            + "\n");
  }

  @Test
  void aFileThatIsStillBeingWrittenIsRefused() throws Exception {
    Path people = folder.resolve("people.csv");
    StringBuilder rows = new StringBuilder("id,email,name\n");
    for (int i = 0; i < 20_000; i++) {
      rows.append("c-%06d,person%d@example.com,N%d\n".formatted(i, i, i));
    }
    String whole = rows.toString();
    AtomicBoolean enough = new AtomicBoolean();
    Files.writeString(people, whole.substring(0, 300_003));
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  int at = 300_003;
                  while (!enough.get() && at < whole.length()) {
                    append(people, whole.substring(at, at + 1));
                    at++;
                    java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
                  }
                });
    Answer answer = operator.typesHere("run", campaign("body: Hello"), "--now");
    enough.set(true);
    writer.join();
    assertThat(answer.refused().err())
        .contains("people.csv", "the file changed while it was read: from 300,", "start again");
  }

  private static void append(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.APPEND);
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  @Test
  void aLastLineWithoutALineEndIsNoted() throws IOException {
    operator.writes("people.csv", "id,name,email\nc-1,Anna,anna@example.com\nc-3,Cleo,cleo@exam");
    Path campaign = campaign("body: \"Hello {{name|there}}\"");
    String note = "Note: " + folder.resolve("people.csv") + " ends within line 3,";
    assertThat(operator.typesHere("stage", campaign).done().err()).contains(note);
    assertThat(operator.typesHere("run", campaign, "--now").done().err()).contains(note);
  }

  @Test
  void aRateThatCannotMakeTheDeadlineIsToldByStageAndRefusedByRun() throws IOException {
    operator.audience(300);
    Path campaign = campaign("body: Hello", "throttle: { perMinute: 60 }", "deadline: 2m");
    String forecast = "at 60/min 300 take 5 min; the deadline is in 2 min: about 180 will expire";
    assertThat(operator.typesHere("stage", campaign).done().err()).contains("Note: " + forecast);
    assertThat(operator.typesHere("stage", campaign, "--json").done().json().get("late").asLong())
        .isEqualTo(180);
    assertThat(operator.typesHere("run", campaign, "--now").refused().err())
        .contains(
            forecast,
            "everybody to be released before the deadline",
            "blast run " + campaign + " --now --data " + operator.data() + " --anyway",
            "1 problem; nothing was sent.");
    assertThat(operator.runs()).isEmpty();
  }

  @Test
  void aCanaryThatOutlastsTheDeadlineIsRefusedToo() throws IOException {
    operator.audience(300);
    Path campaign = campaign("body: Hello", "canary: { first: 10, wait: 10m }", "deadline: 5m");
    assertThat(operator.typesHere("run", campaign, "--now").refused().err())
        .contains("with the canary's wait of 10 min 300 take 10 min; the deadline is in 5 min");
    assertThat(operator.runs()).isEmpty();
  }

  @Test
  void aRateThatJustMakesTheDeadlineIsNoQuestion() throws IOException {
    operator.audience(120);
    Path campaign = campaign("body: Hello", "throttle: { perMinute: 60 }", "deadline: 2m");
    assertThat(operator.typesHere("stage", campaign).done().err()).doesNotContain("will expire");
  }

  @Test
  void aFilterValueThatOccursNowhereIsNamedBesideThoseThatDo() throws IOException {
    operator.writes(
        "people.csv", "id,email,active\nc-1,anna@example.com,ja\nc-2,bert@example.com,nein\n");
    Path campaign =
        operator.writes(
            "campaign.yaml",
            """
            id: field
            audience:
              path: people.csv
              columns: { id: id, address: email }
              filter: { active: "true" }
            message: { channel: { type: demo }, body: Hello }
            """);
    assertThat(operator.typesHere("run", campaign, "--now").refused().err())
        .contains(
            "no recipient in 2 rows: 2 filtered by the column 'active' (lines 2, 3)",
            "the filter's value \"true\" occurs nowhere in the column 'active'; \"ja\", \"nein\" do");
  }

  @Test
  void aLineBreakInAValueNeverReachesASubject() throws IOException {
    operator.writes(
        "people.csv", "id,email,name\nc-1,anna@example.com,\"Anna\r\nBcc: all@example.com\"\n");
    Path campaign =
        operator.writes(
            "campaign.yaml",
            """
            id: field
            audience: { path: people.csv, columns: { id: id, address: email } }
            message:
              channel: { type: demo }
              subject: "Good morning {{name}}"
              body: Hello
            """);
    assertThat(operator.types("preview", campaign, "--json").done().json().get("subject").asText())
        .isEqualTo("Good morning Anna Bcc: all@example.com");
  }

  @Test
  void bracesOfOtherProgramsAreNotedWithTheirPlaces() throws IOException {
    Path campaign = campaign("subject: \"Hi {name}\"\nbody: \"Dear *|NAME|*, [[name]], ${name}\"");
    String err = operator.typesHere("stage", campaign).done().err();
    assertThat(err)
        .contains(
            "Note: "
                + campaign
                + ":5:16: \"{name}\" is sent as it stands: for the value of a"
                + " column write {{name}}",
            campaign + ":6:15: \"*|NAME|*\"",
            campaign + ":6:25: \"[[name]]\"",
            campaign + ":6:35: \"${name}\"");
    assertThat(operator.typesHere("run", campaign, "--now").done().err().lines())
        .filteredOn(line -> line.contains(":5:16"))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"first name, first_name", "FIRST NAME, first_name", "vor-name, Vorname"})
  void aPlaceholderThatNoHeaderMatchesIsToldItsPlaceAndTheHeaderThatDoes(
      String written, String header) throws IOException {
    operator.writes("people.csv", "id,email,first_name,Vorname\nc-1,anna@example.com,Anna,Anna\n");
    Path campaign = campaign("body: \"Hello {{ " + written + " }}\"");
    assertThat(operator.typesHere("stage", campaign).refused().err())
        .contains(
            "a column '" + written + "' (the message), as " + campaign + ":5:16 says",
            "write '" + header + "' in the campaign file");
  }

  @Test
  void aValueThatYamlCutAtAHashIsNotedByValidateAndStage() throws IOException {
    Path campaign =
        campaign(
            "subject: You are winner #1 today, {{name}}\nbody: Use code SAVE #20 until Sunday");
    for (String verb : new String[] {"validate", "stage"}) {
      Answer answer =
          verb.equals("stage")
              ? operator.typesHere(verb, campaign)
              : operator.types(verb, campaign);
      assertThat(answer.done().err())
          .contains(
              campaign + ":5:12: message.subject reads \"You are winner\"",
              campaign + ":6:9: message.body reads \"Use code SAVE\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 8 31 2 ? *", "0 8 1 1 ? 2020"})
  void aCronThatNeverFiresIsAProblemThatSaysSo(String cron) throws IOException {
    Path campaign =
        campaign("body: Hello", "schedule: { cron: \"" + cron + "\", zone: Europe/Berlin }");
    String never = cron.endsWith("2020") ? "which fires no more" : "which never fires";
    Answer validated = operator.types("validate", campaign).refused();
    assertThat(validated.err()).contains(campaign + ":6:19", "\"" + cron + "\", " + never);
    assertThat(validated.everything()).doesNotContain("only when told to");
    Answer ran = operator.typesHere("run", campaign).refused();
    assertThat(ran.err()).contains(never).doesNotContain("has no schedule");
    assertThat(operator.typesHere("stage", campaign).done().err()).contains(never);
    assertThat(operator.typesHere("run", campaign, "--now").done().out()).contains("CLOSED");
  }

  @Test
  void anAtInThePastIsAProblemUnlessItIsToFireNow() throws IOException {
    Path campaign =
        campaign("body: Hello", "schedule: { at: \"2020-01-01T08:00\", zone: Europe/Berlin }");
    assertThat(operator.types("validate", campaign).refused().err())
        .contains("2020-01-01T08:00 in Europe/Berlin, which was ", " ago", "--now");
    assertThat(operator.typesHere("run", campaign).refused().err()).contains("2020-01-01T08:00");
    assertThat(operator.typesHere("run", campaign, "--now").done().out()).contains("CLOSED");
  }

  @Test
  void aRunThatReachedFewSaysSoInItsHeadlineStatusReportAndPage() throws IOException {
    operator.audience(40);
    Path campaign =
        operator.writes(
            "campaign.yaml",
            """
            id: field
            audience: { path: people.csv, columns: { id: id, address: email } }
            message: { channel: { type: demo, latency: 0ms, rejectRate: 0.8, seed: 1 }, body: Hello }
            """);
    Answer answer = operator.typesHere("run", campaign, "--now").inWords();
    String run = operator.runs().getFirst();
    long sent =
        operator
            .typesHere("status", run, "--json")
            .done()
            .json()
            .get("outcomes")
            .get("sent")
            .asLong();
    String share = sent * 100 / 40 + " % sent";
    assertThat(answer.code()).isEqualTo(4);
    assertThat(answer.out()).contains("; " + share + ". The books balance.");
    assertThat(answer.err())
        .contains(
            (40 - sent) + " of 40 were not sent to: the campaign allows 5 % (limits.notSent).",
            "Who was not sent to, and why: blast dead " + run);
    assertThat(operator.typesHere("status", run).done().out())
        .startsWith(run + "  CLOSED; " + share);
    Path report = folder.resolve("report.csv");
    assertThat(
            operator
                .typesHere("report", run, "--out", report, "--json")
                .done()
                .json()
                .get("headline")
                .asText())
        .isEqualTo("closed; " + share);
    Path page = folder.resolve("page.html");
    operator.typesHere("report", run, "--html", page).done();
    assertThat(page).content().contains("\"reach\":\"" + share + "\"", "\"grade\":\"missed\"");
  }
}
