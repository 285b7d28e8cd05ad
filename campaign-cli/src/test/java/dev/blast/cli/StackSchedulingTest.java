package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.blast.aws.schedule.SchedulerServer;
import dev.blast.aws.stack.StackVariables;
import dev.blast.aws.stack.StackWiring;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.CampaignReader.Reading;
import dev.blast.campaign.Origin;
import dev.blast.cli.Operator.Answer;
import dev.blast.local.LocalBlast;
import dev.blast.local.ShellCommand;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.schedule.When;
import dev.blast.site.SiteFailure;
import dev.blast.site.StackCampaigns;
import dev.blast.site.StackCampaigns.FileChanged;
import dev.blast.site.StackCampaigns.Seen;
import dev.blast.site.StackCampaigns.Staged;
import dev.blast.site.StackSite;
import dev.blast.stage.RejectsFile;
import dev.blast.stage.Staging;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That nobody is reached twice by schedules, triggers and what operators type in between. */
class StackSchedulingTest {

  private static final int PEOPLE = 60;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LATER = "2036-01-01T08:00:00Z";

  private static StackStand stand;

  @TempDir private Path folder;
  private Operator operator;

  @BeforeAll
  static void deploy() {
    stand = new StackStand();
  }

  @AfterAll
  static void destroy() {
    stand.close();
  }

  @BeforeEach
  void audience() throws IOException {
    operator = new Operator(folder);
    operator.audience(PEOPLE);
  }

  @Test
  void aRunThatHasJustFiredIsSeenAlthoughItHasReachedNobody() throws Exception {
    try (Provider provider = Provider.answering(id -> 200)) {
      Path campaign = campaign("fresh", provider.url(), "");
      String address =
          operator
              .onStack("schedule", campaign, "--at", LATER, "--json")
              .done()
              .json()
              .get("address")
              .asText();
      // The trigger died right after its first write.
      String input = stand.scheduler().fire("campaign-fresh", Instant.now()).orElseThrow().input();
      assertThat(input).contains(address);
      String run = opened(address);

      Answer refused = operator.onStack("schedule", campaign, "--at", LATER).refused();
      assertThat(refused.err())
          .contains(
              "run " + run + " of this campaign is not over",
              "blast status " + run + " --stack prod",
              "blast cancel " + run + " --stack prod",
              "add --again");
      assertThat(stand.scheduler().names()).doesNotContain("campaign-fresh");

      Answer both = operator.onStack("schedule", campaign, "--at", LATER, "--again").done();
      assertThat(both.err()).contains("Note: run " + run + " of this campaign is OPENED");
      assertThat(
              operator
                  .onStack("reschedule", campaign, "--at", "2036-02-01T08:00:00Z")
                  .refused()
                  .err())
          .contains("run " + run + " of this campaign is not over");
      Answer taken = operator.onStack("unschedule", "fresh").done();
      assertThat(taken.out()).contains("does not fire any more");
      assertThat(taken.err())
          .contains("run " + run, "end it with: blast cancel " + run + " --stack prod");

      // resume has the trigger do what it did not
      assertThat(operator.onStack("resume", run).done().out()).contains(run);
      String again =
          stand.scheduler().names().stream()
              .filter(name -> name.startsWith("again-"))
              .findAny()
              .orElseThrow();
      assertThat(provider.requests()).isEmpty();
      assertThat(stand.triggers(stand.scheduler().fire(again, Instant.now()).orElseThrow().input()))
          .isEqualTo(run);
      closed(run);
      assertEachAskedOnce(provider);
      assertThat(operator.onStack("schedule", campaign, "--at", LATER).refused().err())
          .contains("reached " + PEOPLE + " people already", "add --again");
    }
  }

  @Test
  void theRefusalComesAlsoWhenItFiresWhileTheAudienceIsUploaded() throws Exception {
    Path campaign = campaign("raced", "http://127.0.0.1:1/", "");
    try (StackSite site =
        StackSite.named(StackStand.NAME, ShellCommand.options(), InstantSource.system())) {
      Staged staged = staged(campaign);
      assertThatThrownBy(
              () ->
                  site.campaigns()
                      .create(
                          staged,
                          new When.At(Instant.parse(LATER)),
                          () -> {
                            opened("s3://audiences/campaigns/raced/raced.yaml", read(campaign));
                            new ScheduleGuard(site, false, false).check("raced");
                          }))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("is not over");
    }
    assertThat(stand.scheduler().names()).doesNotContain("campaign-raced");
  }

  @Test
  void anAudienceThatChangesWhileItIsReadIsNotScheduled() throws Exception {
    Path campaign = campaign("changed", "http://127.0.0.1:1/", "");
    try (StackSite site =
        StackSite.named(StackStand.NAME, ShellCommand.options(), InstantSource.system())) {
      Staged staged = staged(campaign);
      operator.writes("people.csv", "id,email,name\ni1,p1@example.com,Somebody\n");
      assertThatThrownBy(
              () -> site.campaigns().create(staged, new When.At(Instant.parse(LATER)), () -> {}))
          .isInstanceOfSatisfying(
              FileChanged.class,
              changed ->
                  assertThat(SiteFailure.of(changed).orElseThrow().what())
                      .contains("people.csv changed while it was read; nothing was scheduled"));
    }
    assertThat(stand.scheduler().names()).doesNotContain("campaign-changed");
  }

  @Test
  void aSecondTriggerReachesNobody() throws Exception {
    try (Provider provider = Provider.answering(id -> 200)) {
      Path campaign =
          operator.writes(
              "twice.yaml",
              """
              id: twice
              audience: { path: people.csv, columns: { id: id, address: email } }
              message:
                channel:
                  type: webhook
                  url: "%s"
                  headers: { X-Token: "${env:STAND_TOKEN}" }
                body: "Dear {{name}}"
              """
                  .formatted(provider.url()));
      operator.onStack("schedule", campaign, "--at", LATER).done();
      String input = stand.scheduler().fire("campaign-twice", Instant.now()).orElseThrow().input();
      String run = stand.triggers(input);
      assertThat(stand.triggers(input)).isEqualTo(run);
      closed(run);
      assertThat(stand.triggers(input)).isEqualTo(run);
      assertEachAskedOnce(provider);
      assertThat(provider.requests())
          .extracting(request -> request.headers().getFirst("X-Token"))
          .containsOnly(StackStand.SECRET);
      assertThat(operator.onStack("report", run).done().out()).doesNotContain(StackStand.SECRET);
    }
  }

  @Test
  void anotherInstantTakesThePlaceOfTheFirstWithATokenOfItsOwn() throws Exception {
    Path campaign = campaign("moved", "http://127.0.0.1:1/", "");
    operator.onStack("schedule", campaign, "--at", LATER).done();
    assertThat(
            operator
                .onStack("reschedule", campaign, "--at", "2036-02-01T09:00:00+01:00")
                .done()
                .out())
        .contains("moved  fires Fri 2036-02-01 08:00:00 Z");
    assertThat(
            stand
                .scheduler()
                .schedule("campaign-moved")
                .orElseThrow()
                .get("ScheduleExpression")
                .asText())
        .isEqualTo("at(2036-02-01T08:00:00)");
    List<SchedulerServer.Change> changes =
        stand.scheduler().changes().stream()
            .filter(change -> change.name().equals("campaign-moved"))
            .toList();
    assertThat(changes).extracting(SchedulerServer.Change::method).containsExactly("POST", "PUT");
    assertThat(changes)
        .extracting(change -> change.clientToken().orElse(""))
        .doesNotContain("")
        .doesNotHaveDuplicates();
    operator.onStack("unschedule", "moved").done();
  }

  @Test
  void aDeadlineBeyondWhatTheLedgerKeepsIsRefusedBeforeAnythingIsUploaded() throws Exception {
    Path campaign = campaign("long", "http://127.0.0.1:1/", "deadline: \"2036-01-30T08:00:00Z\"\n");
    assertThat(operator.onStack("schedule", campaign, "--at", LATER).refused().err())
        .contains(
            "a deadline on 2036-01-30T08:00:00Z",
            "one before 2036-01-29T08:00:00Z: the stack keeps its ledger for 30 days",
            "nothing was scheduled");
    Path shorter = campaign("long", "http://127.0.0.1:1/", "deadline: \"2036-01-28T08:00:00Z\"\n");
    operator.onStack("schedule", shorter, "--at", LATER).done();
    operator.onStack("unschedule", "long").done();
  }

  @Test
  void aRecurringScheduleIsMadeBesideARunThatGoesOn() throws Exception {
    try (Provider provider = Provider.answering(id -> 200)) {
      Path campaign =
          campaign(
              "daily",
              provider.url(),
              "throttle: { perSecond: 3 }\nschedule: { cron: \"0 8 ? * MON *\", zone: UTC }\n");
      operator.onStack("schedule", campaign).done();
      String run = stand.fires("daily");
      await().atMost(PATIENCE).until(() -> !provider.requests().isEmpty());
      assertThat(operator.onStack("reschedule", campaign).done().err())
          .contains("Note: run " + run + " of this campaign is ");
      operator.onStack("unschedule", "daily").done();
      operator.onStack("cancel", run).done();
    }
  }

  /** What the file says the stack is, and not the region that is set, decides what is changed. */
  @Test
  void aFileOfAStackIsWorkedOnInItsOwnRegion() throws Exception {
    Path file =
        operator.writes(
            "eu.json",
            com.fasterxml.jackson.databind.json.JsonMapper.builder()
                .build()
                .valueToTree(stand.variables())
                .toString()
                .replace("lambda:us-east-1", "lambda:eu-central-1"));
    try (AwsSettings aws = new AwsSettings()) {
      assertThat(operator.types("unschedule", "daily", "--stack", file).refused().err())
          .contains("eu.json describes a stack in eu-central-1", "AWS_REGION says us-east-1");
      assertThat(
              operator
                  .types("unschedule", "x", "--stack", file, "--region", "us-west-2")
                  .refused()
                  .err())
          .contains("says us-west-2");
      aws.remove("aws.region");
      Path campaign = campaign("european", "http://127.0.0.1:1/", "");
      operator.types("schedule", campaign, "--at", LATER, "--stack", file).done();
      operator.types("unschedule", "european", "--stack", file).done();
    }
    assertThat(stand.scheduler().changes())
        .filteredOn(change -> change.name().equals("campaign-european"))
        .extracting(SchedulerServer.Change::region)
        .containsExactly("eu-central-1");
  }

  /** A run here and one on the stack, told the same, answer the same. */
  @Test
  void pausingThrottlingResumingAndCancellingSayTheSameOnBothSites() throws Exception {
    try (Provider there = Provider.answering(id -> 200);
        Provider here = Provider.answering(id -> 200)) {
      String throttled = "throttle: { perSecond: 3 }\n";
      operator.onStack("schedule", campaign("same", there.url(), throttled), "--at", LATER).done();
      String onStack = stand.fires("same");
      Path local = campaign("same", here.url(), throttled);
      FutureTask<Answer> sending =
          new FutureTask<>(() -> operator.typesHere("run", local, "--now"));
      Thread.ofVirtual().start(sending);
      await().atMost(PATIENCE).until(() -> !here.requests().isEmpty());
      await().atMost(PATIENCE).until(() -> !there.requests().isEmpty());
      String onHere = operator.runs().getFirst();

      List<List<String>> typed =
          List.of(
              List.of("pause", "RUN", "--why", "wrong coupon?"),
              List.of("pause", "RUN"),
              List.of("throttle", "RUN", "2/s"),
              List.of("resume", "RUN"),
              List.of("throttle", "RUN", "1/s", "--json"),
              List.of("cancel", "RUN"),
              List.of("cancel", "RUN"),
              List.of("pause", "RUN"),
              List.of("throttle", "RUN", "1/s"),
              List.of("resume", "RUN"));
      for (List<String> words : typed) {
        Answer stack = operator.onStack(told(words, onStack));
        Answer machine = operator.typesHere(told(words, onHere));
        assertThat(same(stack, onStack)).as("%s", words).isEqualTo(same(machine, onHere));
      }
      sending.get();
      closed(onStack);
    }
  }

  private static Object[] told(List<String> words, String run) {
    return words.stream().map(word -> word.equals("RUN") ? run : word).toArray();
  }

  /** Without the names of the run and the site, and without counts, which depend on the moment. */
  private String same(Answer answer, String run) {
    return "%d\n%s\n%s"
        .formatted(answer.code(), answer.inWords().out(), answer.err())
        .replace(run, "RUN")
        .replace(" --stack prod", "")
        .replace(" --data " + operator.data(), "")
        .replaceAll("[0-9][0-9,.]*", "#")
        .replaceAll(" +", " ");
  }

  private Staged staged(Path campaign) throws IOException {
    CampaignFile file = read(campaign);
    Seen seen = StackCampaigns.look(file);
    Path rejected = folder.resolve("rejects.csv");
    try (RejectsFile rejects = new RejectsFile(rejected)) {
      LocalBlast local = new LocalBlast(operator.data(), InstantSource.system());
      return switch (local.stage(file, folder, rejects)) {
        case Staging.Answer.Staged answer -> new Staged(seen, answer, rejected);
        case Staging.Answer.Refused refused -> throw new AssertionError(refused);
      };
    }
  }

  private String opened(String address) throws IOException {
    String text;
    try (StackWiring stack = stores()) {
      text = stack.text(address);
    }
    return opened(address, ((Reading.Read) CampaignReader.read(new Origin(address), text)).file());
  }

  private static String opened(String address, CampaignFile file) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    RunId id = new RunId(file.campaign().id(), now);
    try (StackWiring stack = stores()) {
      assertThat(stack.runs().open(new Run(id, file, now.plus(Duration.ofHours(8))))).isTrue();
    }
    return id.toString();
  }

  private static StackWiring stores() {
    return new StackWiring(
        StackVariables.read(stand.variables()::get, StackWiring.NEEDED), 4, InstantSource.system());
  }

  private static CampaignFile read(Path campaign) {
    return ((Reading.Read) CampaignReader.read(campaign)).file();
  }

  private Path campaign(String id, String url, String more) throws IOException {
    return operator.writes(
        id + ".yaml",
        """
        id: %s
        audience: { path: people.csv, columns: { id: id, address: email } }
        message: { channel: { type: webhook, url: "%s" }, body: "Dear {{name}}" }
        %s"""
            .formatted(id, url, more));
  }

  private void closed(String run) {
    await()
        .atMost(PATIENCE)
        .until(() -> operator.onStack("status", run).out().startsWith(run + "  CLOSED"));
    stand.awaitQuiet();
  }

  private static void assertEachAskedOnce(Provider provider) {
    assertThat(provider.requests().stream().map(Provider.Request::key))
        .hasSize(PEOPLE)
        .doesNotHaveDuplicates();
  }
}
