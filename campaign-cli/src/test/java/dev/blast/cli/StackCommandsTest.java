package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.aws.MemoryS3;
import dev.blast.aws.schedule.EventBridgeSchedules;
import dev.blast.aws.schedule.ScheduleTarget;
import dev.blast.aws.schedule.SchedulerClients;
import dev.blast.aws.schedule.SchedulerServer;
import dev.blast.cli.Operator.Answer;
import dev.blast.run.RunId;
import dev.blast.scheduler.WatchHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's commands on a stack, beside those on this machine. */
class StackCommandsTest {

  private static final int PEOPLE = 120;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

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
    stand.unwatched(false);
    operator = new Operator(folder);
    operator.audience(PEOPLE, "i3,again@example.com,Twice");
    operator.writes("never.csv", "email\np7@example.com\n");
  }

  @Test
  void aCampaignIsScheduledTriggeredPausedResumedAndReportedAsOnThisMachine() throws Exception {
    // Clocks may change meanwhile.
    LocalDateTime local =
        ZonedDateTime.now(ZoneId.of("Europe/Berlin")).plusHours(48).toLocalDateTime();
    String at = local.truncatedTo(ChronoUnit.SECONDS).toString();
    Instant due = LocalDateTime.parse(at).atZone(ZoneId.of("Europe/Berlin")).toInstant();
    try (Provider provider = Provider.answering(id -> id.equals("i5") ? 422 : 200)) {
      Path campaign =
          campaign(
              provider.url(),
              "schedule: { at: \"%s\", zone: Europe/Berlin }\nthrottle: { perSecond: 10 }\n"
                  .formatted(at));

      Answer dry = operator.onStack("schedule", campaign, "--dry-run");
      assertThat(dry.done().out())
          .contains("          119  recipients", "spring  fires ", "Nothing was scheduled.");
      assertThat(stand.scheduler().names()).isEmpty();
      assertThat(operator.onStack("schedules").done().out())
          .isEqualTo("Nothing is scheduled on the stack prod.\n");

      Answer scheduled = operator.onStack("schedule", campaign);
      assertThat(scheduled.done().out()).contains("119  recipients", "Campaign: s3://");
      JsonNode there = stand.scheduler().schedule("campaign-spring").orElseThrow();
      assertThat(there.get("ScheduleExpression").asText())
          .isEqualTo("at(" + due.toString().replace("Z", "") + ")");
      assertThat(there.get("ScheduleExpressionTimezone").asText()).isEqualTo("UTC");
      assertThat(there.get("ActionAfterCompletion").asText()).isEqualTo("DELETE");
      JsonNode target = there.get("Target");
      assertThat(target.get("Arn").asText()).isEqualTo(StackStand.TRIGGER);
      assertThat(target.get("RoleArn").asText()).isEqualTo(StackStand.ROLE);
      assertThat(target.get("Input").asText())
          .matches(
              "\\{\"campaign\":\"s3://audiences/campaigns/spring/[0-9TZ]+/spring.yaml\","
                  + "\"scheduledTime\":\"<aws.scheduler.scheduled-time>\"}");
      assertThat(target.at("/RetryPolicy/MaximumRetryAttempts").asInt()).isEqualTo(5);
      assertThat(target.at("/RetryPolicy/MaximumEventAgeInSeconds").asInt()).isEqualTo(900);
      assertThat(target.at("/DeadLetterConfig/Arn").asText()).isEqualTo(StackStand.DEAD_CALLS);

      assertThat(operator.onStack("schedule", campaign).refused().err())
          .contains("spring is scheduled already on the stack prod", "blast reschedule");
      assertThat(
              operator
                  .onStack("schedules", "--json")
                  .done()
                  .json()
                  .at("/schedules/0/fires")
                  .asText())
          .isEqualTo(due.toString());
      assertThat(operator.onStack("schedules").done().out())
          .startsWith("spring  fires ")
          .contains("in 1 d 23 h", "\n  s3://audiences/campaigns/spring/");

      String run = stand.fires("spring");
      await().atMost(PATIENCE).until(() -> provider.requests().size() >= 3);
      assertThat(operator.onStack("pause", run, "--why", "wrong coupon?").done().out())
          .isEqualTo(
              run
                  + "  paused within two seconds; go on with: blast resume "
                  + run
                  + " --stack prod\n");
      assertThat(operator.onStack("pause", run).refused().err()).contains("is paused already");
      assertThat(operator.onStack("status", run).done().out())
          .contains("paused by the operator: wrong coupon?: blast resume " + run);
      assertThat(operator.onStack("redrive", run).refused().err())
          .contains("only a closed run is redriven");
      assertThat(operator.onStack("throttle", run, "none").done().out())
          .isEqualTo(run + "  10/s → none, within two seconds\n");
      assertThat(provider.requests()).hasSizeLessThan(PEOPLE - 1);
      assertThat(operator.onStack("resume", run).done().out())
          .isEqualTo(run + "  goes on within two seconds\n");
      closed(run);

      assertThat(provider.requests().stream().map(Provider.Request::key))
          .hasSize(PEOPLE - 1)
          .doesNotHaveDuplicates();
      Answer here = operator.typesHere("run", campaign, "--now");
      assertThat(here.done().out()).contains("CLOSED");
      String here1 = operator.runs().getFirst();
      for (String command : List.of("status", "dead")) {
        assertThat(operator.onStack(command, run).done().out().replace(run, "RUN"))
            .isEqualTo(operator.typesHere(command, here1).done().out().replace(here1, "RUN"));
        assertThat(operator.onStack(command, run, "--json").done().out().replace(run, "RUN"))
            .isEqualTo(
                operator.typesHere(command, here1, "--json").done().out().replace(here1, "RUN"));
      }
      assertThat(rows(operator.onStack("report", run)))
          .isEqualTo(rows(operator.typesHere("report", here1)))
          .hasSize(PEOPLE + 1);
      stand.awaitQuiet();
      assertThat(operator.onStack("schedule", campaign).refused().err())
          .contains("reached 118 people already", "add --again");
    }
  }

  @Test
  void aRunIsCancelledAndItsWatchClosesIt() throws Exception {
    try (Provider provider = Provider.answering(id -> 200)) {
      String run = underWay(provider, "cancelled", "throttle: { perSecond: 10 }\n");
      Answer cancelled = operator.onStack("cancel", run).done();
      int reached = provider.requests().size();

      assertThat(cancelled.out())
          .contains(reached + " sent", (PEOPLE - 1 - reached) + " cancelled", " 0 open")
          .endsWith(
              "Cancelled and CLOSED. The books balance.\nReport: blast report "
                  + run
                  + " --stack prod\n");
      assertThat(operator.onStack("report", run, "--only", "cancelled").done().rows())
          .hasSize(PEOPLE - 1 - reached);
      assertThat(operator.onStack("cancel", run).refused().err()).contains("is CLOSED");
      assertThat(operator.onStack("resume", run).refused().err()).contains("nothing to go on with");
      assertThat(operator.onStack("redrive", run).refused().err()).contains("was cancelled");
    }
  }

  @Test
  void whoIsUnconfirmedIsSentToAgainOnTheStack() throws Exception {
    String run = unconfirmed("again");
    JsonNode before = outcomes(run);
    assertThat(
            operator
                .onStack("redrive", run, "--outcome", "unconfirmed", "--dry-run", "--json")
                .done()
                .json()
                .get("recipients"))
        .isEqualTo(before.get("unconfirmed"));
    assertThat(outcomes(run)).as("a dry run changes nothing").isEqualTo(before);

    Answer again = operator.onStack("redrive", run, "--outcome", "unconfirmed").done();
    assertThat(again.out())
        .contains(
            before.get("unconfirmed").asLong() + "  to be sent to again",
            " recipients are sent to again; follow it with: blast status " + run);
    closed(run);
    JsonNode after = outcomes(run);
    assertThat(after.get("sent").asLong()).isGreaterThan(before.get("sent").asLong());
    assertThat(after.get("rejected")).isEqualTo(before.get("rejected"));
    assertThat(after.get("unconfirmed").asLong()).isLessThan(before.get("unconfirmed").asLong());
  }

  @Test
  void aRedriveWaitsForTheWatchThatWouldCloseTheRunUnderIt() throws Exception {
    String run = unconfirmed("watched");
    stand.unwatched(true);
    var left = WatchHandler.call(RunId.parse(run).orElseThrow(), 0);
    try (var scheduler = SchedulerClients.fromEnvironment()) {
      var schedules =
          new EventBridgeSchedules(
              scheduler,
              new ScheduleTarget(
                  StackStand.WATCH,
                  StackStand.ROLE,
                  SchedulerServer.GROUP,
                  Optional.of(StackStand.DEAD_CALLS)));
      schedules.create(left);
      JsonNode before = outcomes(run);
      assertThat(operator.onStack("redrive", run, "--outcome", "unconfirmed").inWords().err())
          .contains("the watch of " + run + " is still at its report; try again in a minute");
      assertThat(outcomes(run)).isEqualTo(before);
      assertThat(schedules.delete(left.name())).isTrue();
    }
  }

  @Test
  void anotherVersionTakesThePlaceOfTheWholeCampaignAndItIsTakenBack() throws Exception {
    Path campaign =
        operator.writes(
            "weekly.yaml",
            """
            id: weekly
            audience: { path: people.csv, columns: { id: id, address: email } }
            message: { channel: { type: demo }, body: "Dear {{name}}" }
            schedule: { cron: "0 8 ? * MON *", zone: Europe/Berlin }
            """);
    assertThat(operator.onStack("reschedule", campaign).refused().err())
        .contains("weekly is not scheduled");
    assertThat(operator.onStack("schedule", campaign, "--confirm", 7).refused().err())
        .contains("120 recipients", "blast schedule " + campaign + " --stack prod --confirm 120");
    String first =
        operator.onStack("schedule", campaign, "--json").done().json().get("address").asText();
    JsonNode there = stand.scheduler().schedule("campaign-weekly").orElseThrow();
    assertThat(there.get("ScheduleExpression").asText()).isEqualTo("cron(0 8 ? * MON *)");
    assertThat(there.get("ScheduleExpressionTimezone").asText()).isEqualTo("Europe/Berlin");

    operator.writes("people.csv", "id,email,name\ni1,p1@example.com,One\n");
    JsonNode again = operator.onStack("reschedule", campaign, "--json").done().json();
    assertThat(again.get("recipients").asInt()).isEqualTo(1);
    assertThat(again.get("address").asText()).isNotEqualTo(first);
    assertThat(object(first.replace("weekly.yaml", "people.csv"))).contains("i119,");
    assertThat(object(again.get("address").asText().replace("weekly.yaml", "people.csv")))
        .isEqualTo("id,email,name\ni1,p1@example.com,One\n");
    assertThat(operator.onStack("schedules").done().out())
        .contains(
            "weekly  fires Mon ", " Europe/Berlin", "0 8 ? * MON *", again.get("address").asText());

    assertThat(operator.onStack("unschedule", "weekly").done().out())
        .contains("does not fire any more");
    assertThat(operator.onStack("unschedule", "weekly").refused().err())
        .contains("is not scheduled");
    assertThat(stand.scheduler().schedule("campaign-weekly")).isEmpty();
  }

  @Test
  void whatCannotFireIsNotScheduled() throws Exception {
    Path never = campaign("http://127.0.0.1:1/", "");
    assertThat(operator.onStack("schedule", never).refused().err())
        .contains("has no schedule", "--at");
    assertThat(operator.onStack("schedule", never, "--at", "tomorrow").refused().err())
        .contains("--at tomorrow is no instant");
    assertThat(operator.onStack("schedule", never, "--at", "2020-01-01T00:00:00Z").refused().err())
        .contains("which has passed");
    Path outside =
        operator.writes(
            "outside.yaml",
            """
            id: outside
            audience: { path: ../people.csv, columns: { id: id, address: email } }
            message: { channel: { type: demo }, body: "x" }
            schedule: { at: "2036-01-01T08:00:00", zone: UTC }
            """);
    assertThat(operator.onStack("schedule", outside).refused().err())
        .contains("the path ../people.csv", "nothing was scheduled");
    assertThat(operator.types("schedule", never, "--at", "2036-01-01T00:00:00Z").refused().err())
        .contains("name it with --stack");
    assertThat(stand.scheduler().names()).isEmpty();
  }

  @Test
  void aStackIsFoundInAFileToo() throws Exception {
    Path file = operator.writes("stack.json", json());
    assertThat(operator.types("status", "x@20260101T000000Z", "--stack", file).refused().err())
        .contains("there is no run x@20260101T000000Z");
    operator.writes("stack.json", "{\"BLAST_TABLE\":\"t\"}");
    assertThat(operator.types("status", "--stack", file).refused().err())
        .contains(file + " lacks BLAST_BUCKET (");
    operator.writes("stack.json", "[]");
    assertThat(operator.types("status", "--stack", file).refused().err())
        .contains("terraform output -json stack");
  }

  private static String json() {
    return JsonMapper.builder().build().valueToTree(stand.variables()).toString();
  }

  private static String object(String address) {
    String key = address.substring(("s3://" + MemoryS3.BUCKET + "/").length());
    return MemoryS3.shared()
        .client()
        .getObjectAsBytes(get -> get.bucket(MemoryS3.BUCKET).key(key))
        .asUtf8String();
  }

  /** A closed run of which many are unconfirmed. */
  private String unconfirmed(String id) throws IOException {
    Path campaign =
        operator.writes(
            id + ".yaml",
            """
            id: %s
            audience: { path: people.csv, columns: { id: id, address: email } }
            message:
              channel: { type: demo, latency: 0ms, unconfirmedRate: 0.5, rejectRate: 0.1 }
              body: "Dear {{name}}"
            onUncertain: record
            """
                .formatted(id));
    operator.onStack("schedule", campaign, "--at", "2036-01-01T08:00:00Z").done();
    String run = stand.fires(id);
    closed(run);
    assertThat(outcomes(run).get("unconfirmed").asLong()).isBetween(10L, 110L);
    return run;
  }

  private String underWay(Provider provider, String id, String more) throws IOException {
    Path campaign = campaign(id, provider.url(), more);
    operator.onStack("schedule", campaign, "--at", "2036-01-01T08:00:00Z").done();
    String run = stand.fires(id);
    await().atMost(PATIENCE).until(() -> provider.requests().size() >= 3);
    return run;
  }

  private Path campaign(String url, String more) throws IOException {
    return campaign("spring", url, more);
  }

  private Path campaign(String id, String url, String more) throws IOException {
    return operator.writes(
        id + ".yaml",
        """
        id: %s
        audience:
          path: people.csv
          columns: { id: id, address: email }
          suppress: [{ path: never.csv, column: email }]
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

  private JsonNode outcomes(String run) {
    return operator.onStack("status", run, "--json").done().json().get("outcomes");
  }

  /** All but the time. */
  private static List<String> rows(Answer report) {
    return report.done().rows().stream().map(StackCommandsTest::row).toList();
  }

  private static String row(CSVRecord row) {
    return String.join("|", row.toList().subList(0, row.size() - 1));
  }
}
