package dev.blast.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.blast.campaign.AudienceSource.Match;
import dev.blast.campaign.AudienceSource.Suppression;
import dev.blast.campaign.CampaignReader.Reading;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignReaderTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void whatTheFileSaysIsWhatTheCampaignIs() {
    assertThat(CampaignText.campaign(CampaignText.FULL))
        .isEqualTo(
            new Campaign(
                "morning-coupon",
                "Good morning coupon",
                new AudienceSource(
                    "morning-coupon.csv",
                    ';',
                    "customer_id",
                    "email",
                    "tz",
                    Map.of(
                        "country", Set.of("DE", "NO"),
                        "active", Set.of("yes"),
                        "plan", Set.of("007")),
                    List.of(new Suppression("unsubscribed.csv", "email", Match.ID))),
                new Message(
                    new ChannelSettings.Webhook(
                        URI.create("http://127.0.0.1:9000/send"),
                        Map.of(
                            "Authorization", "Bearer ${env:PROVIDER_TOKEN}", "X-Source", "blast"),
                        Duration.ofSeconds(15),
                        128),
                    Template.of("Good morning {{first_name|there}}"),
                    Template.of("Your code is {{coupon}}, {{first_name}}")),
                new Coupon.Column("coupon_code"),
                new Schedule.At(LocalDateTime.parse("2026-11-24T08:00"), BERLIN),
                new Deadline.After(Duration.ofHours(3)),
                Duration.ofMinutes(20),
                new Throttle.Limit(30_000, Duration.ofMinutes(1)),
                new Packing.Fixed(30),
                4,
                new Attempts(3, Duration.ofSeconds(1), Duration.ofSeconds(90)),
                new Safety(
                    Optional.of(
                        new Canary(
                            new Canary.Size.Share(0.005),
                            Duration.ofMinutes(2),
                            0.01,
                            Canary.Then.ASK)),
                    Optional.of(new Brake(0.2, Duration.ofSeconds(30), 50))),
                Duplicates.REFUSE,
                OnUncertain.RECORD));
  }

  @Test
  void answersAndTheHeaderOfTheKeyAreTheCampaigns() {
    assertThat(
            CampaignText.campaign(
                    CampaignText.smallWith(
                        "channel",
                        "  channel: { type: webhook, url: 'http://x', idempotencyHeader: X-Request-Id,"
                            + " headers: { B: '${env:TWO}-${env:ONE}', A: '${env:TWO}', C: x },"
                            + " answers: { 404: refused, accepted: { json: $.status, is: [ok, 0],"
                            + " otherwise: misconfigured } } }"))
                .message()
                .channel())
        .isInstanceOfSatisfying(
            ChannelSettings.Webhook.class,
            webhook -> {
              assertThat(webhook.idempotencyHeader()).isEqualTo("X-Request-Id");
              assertThat(webhook.answers())
                  .isEqualTo(
                      new Answers(
                          Map.of(404, Answers.Meaning.REFUSED),
                          Optional.of(
                              new Answers.Accepted(
                                  JsonPath.parse("$.status").orElseThrow(),
                                  Set.of("ok", "0"),
                                  Answers.Meaning.MISCONFIGURED))));
              assertThat(webhook.secrets()).containsExactly("ONE", "TWO");
            });
    assertThat(CampaignText.campaign(CampaignText.SMALL).message().channel().secrets()).isEmpty();
  }

  @Test
  void whatTheFileLeavesOutHasItsStandardValue() {
    assertThat(CampaignText.campaign(CampaignText.SMALL))
        .isEqualTo(
            new Campaign(
                "small",
                "small",
                new AudienceSource(
                    "people.csv", ',', "customer_id", "email", "", Map.of(), List.of()),
                new Message(
                    new ChannelSettings.Demo(Duration.ofMillis(20), 0, 0, 0, 0, 2048),
                    Template.empty(),
                    Template.of("Hello {{first_name|there}}")),
                new Coupon.None(),
                new Schedule.OnDemand(),
                new Deadline.After(Duration.ofHours(24)),
                Duration.ofMinutes(15),
                new Throttle.Unlimited(),
                new Packing.Auto(),
                1,
                new Attempts(5, Duration.ofSeconds(5), Duration.ofMinutes(5)),
                Safety.NONE,
                Duplicates.FIRST,
                OnUncertain.RESEND));
  }

  @Test
  void jsonSaysTheSameAsYaml() throws IOException {
    String json =
        JsonMapper.builder()
            .build()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(
                new YAMLMapper()
                    .readTree(
                        CampaignText.FULL
                            .replace("007", "\"007\"")
                            .replace("yes", "\"yes\"")
                            .replace("NO", "\"NO\"")));
    Reading reading = CampaignReader.read(Path.of("c.json"), json);
    assertThat(reading)
        .isInstanceOfSatisfying(
            Reading.Read.class,
            read ->
                assertThat(read.file().campaign())
                    .isEqualTo(CampaignText.campaign(CampaignText.FULL)));
  }

  @Test
  void theFileIsKeptVerbatimWithItsAbsolutePath() {
    String text = "\uFEFF" + CampaignText.SMALL.replace("\n", "\r\n");
    assertThat(CampaignReader.read(Path.of("folder", "..", "c.yaml"), text))
        .isInstanceOfSatisfying(
            Reading.Read.class,
            read -> {
              assertThat(read.file().text()).isEqualTo(text);
              assertThat(read.file().origin())
                  .isEqualTo(Origin.of(Path.of("c.yaml").toAbsolutePath()));
            });
  }

  @Test
  void aDeadlineIsADurationALocalTimeOrAnInstant() {
    assertThat(deadline("1h30m")).isEqualTo(new Deadline.After(Duration.ofMinutes(90)));
    assertThat(deadline("PT3H")).isEqualTo(new Deadline.After(Duration.ofHours(3)));
    assertThat(deadline("11:00")).isEqualTo(new Deadline.Clock(LocalTime.of(11, 0)));
    assertThat(deadline("\"2026-11-24T11:00:00+01:00\""))
        .isEqualTo(new Deadline.At(Instant.parse("2026-11-24T10:00:00Z")));
  }

  @Test
  void aCronScheduleIsReadWithItsZone() {
    Campaign campaign =
        CampaignText.campaign(
            CampaignText.SMALL + "schedule: { cron: \"cron(0 8 * * ? *)\", zone: Asia/Tokyo }\n");
    assertThat(campaign.schedule().next(Instant.parse("2026-11-24T00:00:00Z")))
        .contains(Instant.parse("2026-11-24T23:00:00Z"));
  }

  @Test
  void filesThatCannotBeReadAreProblems(@TempDir Path folder) throws IOException {
    Path latin =
        Files.write(
            folder.resolve("latin.yaml"), "name: Grüße".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(problems(folder.resolve("none.yaml")))
        .containsExactly(
            folder.resolve("none.yaml")
                + ": found no such file, expected a campaign file; check the path");
    assertThat(problems(folder))
        .containsExactly(folder + ": found a folder, expected a campaign file; name a file in it");
    assertThat(problems(latin))
        .containsExactly(
            latin
                + ": found bytes that are not UTF-8, expected a text file in UTF-8; save it as UTF-8");
    Path good = Files.writeString(folder.resolve("good.yaml"), CampaignText.SMALL);
    assertThat(problems(good)).isEmpty();
  }

  @Test
  void notesSayWhatMayBeNotWhatTheOperatorThinks() {
    assertThat(CampaignNotes.of(CampaignText.campaign(CampaignText.FULL)))
        .containsExactly(
            "audience.columns.timeZone is kept for later: in this version everybody is sent to at"
                + " the same instant",
            "messages on the queue hold at most 29 recipients, not the 30 of packing: those of one"
                + " are released together, and 29 are what keeps and fills the throttle of"
                + " 30000/min");
    assertThat(CampaignNotes.of(CampaignText.campaign(CampaignText.SMALL + "deadline: 11:00\n")))
        .containsExactly(
            "the demo channel reaches nobody",
            "the deadline 11:00 is in UTC, because the campaign has no schedule");
    assertThat(
            CampaignNotes.of(
                CampaignText.campaign(
                    CampaignText.smallWith(
                            "channel",
                            "  channel: { type: webhook, url: \"http://mail.example/?a=1&api_key=x\" }")
                        + "schedule: { at: \"2026-10-25T02:30\", zone: Europe/Berlin }\n")))
        .containsExactly(
            "messages and headers travel unencrypted to mail.example; use https if it can",
            "the URL's parameter api_key looks like a credential: it is stored with every run as"
                + " it is written",
            "2026-10-25T02:30 occurs twice in Europe/Berlin: the first of the two is meant");
  }

  private static Deadline deadline(String text) {
    return CampaignText.campaign(CampaignText.SMALL + "deadline: " + text + "\n").deadline();
  }

  private static List<String> problems(Path file) {
    return switch (CampaignReader.read(file)) {
      case Reading.Read(CampaignFile read) -> List.of();
      case Reading.Rejected(List<Problem> problems) ->
          problems.stream().map(Problem::toString).toList();
    };
  }
}
