package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.CampaignReader.Reading;
import dev.blast.cli.Operator.Answer;
import dev.blast.local.RunFolders;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --confirm COUNT}, for runs above the size that the operator's settings name. */
class ConfirmTest {

  @TempDir private Path folder;
  private Operator operator;
  private Provider provider;
  private Path campaign;

  @BeforeEach
  void comes() throws IOException {
    operator = new Operator(folder);
    operator.writes(
        "people.csv",
        "id,email,name\na1,ann@example.com,Ann\nb2,bob@example.com,Bob\nb2,b@example.com,B\n");
    provider = Provider.answering(recipient -> 200);
    campaign =
        operator.writes(
            "spring.yaml",
            """
            id: spring
            audience: { path: people.csv, columns: { id: id, address: email } }
            message: { channel: { type: webhook, url: "PROVIDER" }, body: "Dear {{name}}" }
            """
                .replace("PROVIDER", provider.url()));
  }

  @AfterEach
  void goes() {
    provider.close();
  }

  private void settings(String text) throws IOException {
    Files.createDirectories(operator.data());
    Files.writeString(operator.data().resolve("settings.yaml"), text);
  }

  @Test
  void aRunAboveTheLimitNeedsItsCountAndTheErrorSaysHow() throws IOException {
    settings("# ours\nconfirmAbove: 1\n");
    Answer answer = operator.typesHere("run", campaign, "--now").refused();

    String command = "blast run " + campaign + " --now --data " + operator.data() + " --confirm 2";
    assertThat(answer.err())
        .contains(
            "found     2 recipients",
            "--confirm with that number",
            "settings.yaml:2: confirmAbove is 1",
            command,
            "nothing was sent");
    assertThat(operator.runs()).isEmpty();
    assertThat(provider.requests()).isEmpty();
    assertThat(operator.typesHere("run", campaign, "--now", "--confirm", "2").done().out())
        .contains("CLOSED");
    assertThat(provider.requests()).hasSize(2);
  }

  @Test
  void aWrongCountEndsTheRunAsRefusedAndBlocksNoLaterOne() throws IOException {
    settings("confirmAbove: 1\n");
    Answer answer = operator.typesHere("run", campaign, "--now", "--confirm", "3").refused();

    assertThat(answer.err()).contains("2 recipients", "3 as --confirm says", "--confirm 2");
    assertThat(provider.requests()).isEmpty();
    assertThat(operator.runs()).hasSize(1);
    String run = operator.runs().getFirst();
    assertThat(operator.typesHere("status", run).done().out()).contains("REFUSED");
    assertThat(operator.typesHere("resume", run).refused().err()).contains("REFUSED");
  }

  @Test
  void aRunWithinTheLimitAndOneWithoutSettingsNeedNone() throws IOException {
    settings("confirmAbove: 2\n");
    operator.typesHere("run", campaign, "--now").done();
    settings("# nothing\n");
    operator.typesHere("run", campaign, "--now", "--again").done();
    assertThat(provider.requests()).hasSize(4);
  }

  @Test
  void aCountThatNobodyAskedForMustBeRightToo() throws IOException {
    assertThat(operator.typesHere("run", campaign, "--now", "--confirm", "9").refused().err())
        .contains("2 recipients", "9 as --confirm says");
    assertThat(provider.requests()).isEmpty();
  }

  @Test
  void aRunThatWasKilledBeforeItWasStagedNeedsItsCountToGoOnAndAWrongOneEndsNothing()
      throws IOException {
    settings("confirmAbove: 1\n");
    CampaignFile file = ((Reading.Read) CampaignReader.read(campaign)).file();
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    RunId killed = new RunId("spring", now);
    RunFolders runs = new RunFolders(operator.data());
    assertThat(runs.open(new Run(killed, file, now.plusSeconds(3600)))).isTrue();

    assertThat(operator.typesHere("resume", killed).refused().err())
        .contains(
            "2 recipients",
            "blast resume " + killed + " --data " + operator.data() + " --confirm 2");
    assertThat(operator.typesHere("resume", killed, "--confirm", "3").refused().err())
        .contains("3 as --confirm says");
    assertThat(runs.state(killed)).contains(RunState.OPENED);
    assertThat(provider.requests()).isEmpty();
    assertThat(operator.typesHere("resume", killed, "--confirm", "2").done().out())
        .contains("CLOSED");
    assertThat(provider.requests()).hasSize(2);
  }

  @Test
  void settingsThatAreWrongStopEveryRunAndSayWhere() throws IOException {
    settings("confirmAbove: many\nconfirmabove: 7\n");
    assertThat(operator.typesHere("run", campaign, "--now").refused().err())
        .contains(
            "settings.yaml:1:15",
            "\"many\"",
            "settings.yaml:2:1",
            "did you mean confirmAbove?",
            "2 problems; nothing was sent.");
    settings("- confirmAbove\n");
    assertThat(operator.typesHere("run", campaign, "--now").refused().err())
        .contains("settings.yaml:1", "a block of keys");
    assertThat(operator.runs()).isEmpty();
    assertThat(provider.requests()).isEmpty();
  }

  @Test
  void aScheduledRunIsAskedBeforeItWaits() throws IOException {
    settings("confirmAbove: 1\n");
    Path later =
        operator.writes(
            "later.yaml",
            Files.readString(campaign)
                + "schedule: { at: \"2099-01-01T08:00\", zone: Europe/Berlin }\n");
    assertThat(operator.typesHere("run", later).refused().err()).contains("--confirm 2");
    assertThat(operator.runs()).isEmpty();
  }
}
