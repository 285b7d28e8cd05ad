package dev.blast.aws.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blast.schedule.ScheduleName;
import dev.blast.schedule.ScheduledCall;
import dev.blast.schedule.Schedules;
import dev.blast.schedule.Schedules.Created;
import dev.blast.schedule.Schedules.SchedulesUnavailable;
import dev.blast.schedule.SchedulesContract;
import dev.blast.schedule.When;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;

/** The contract, over the REST protocol of EventBridge Scheduler. */
class EventBridgeSchedulesTest extends SchedulesContract {

  private static final Instant AT = Instant.parse("2036-03-01T08:00:00Z");
  private static final ScheduleName NAME = ScheduleName.of("fire", "morning");
  private static final String ROLE = "arn:aws:iam::123456789012:role/blast";
  private static final ScheduleTarget TARGET =
      new ScheduleTarget(
          "arn:aws:lambda:us-east-1:123456789012:function:trigger",
          ROLE,
          SchedulerServer.GROUP,
          Optional.of("arn:aws:sqs:us-east-1:123456789012:blast-schedules-dead"));

  private final SchedulerServer server = new SchedulerServer();
  private final SchedulerClient client = client(server.endpoint());

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static SchedulerClient client(URI endpoint) {
    return SchedulerClients.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
        .build();
  }

  @Override
  protected Schedules schedules() {
    return new EventBridgeSchedules(client, TARGET);
  }

  @Test
  void whatAwsWouldDoByItselfIsSaid() {
    schedules().create(ScheduledCall.once(NAME, AT, "{}"));

    JsonNode there = server.schedule(NAME.text()).orElseThrow();
    assertThat(there.path("ScheduleExpression").asText()).isEqualTo("at(2036-03-01T08:00:00)");
    assertThat(there.path("ScheduleExpressionTimezone").asText()).isEqualTo("UTC");
    assertThat(there.path("FlexibleTimeWindow").path("Mode").asText()).isEqualTo("OFF");
    assertThat(there.path("ActionAfterCompletion").asText()).isEqualTo("DELETE");
    JsonNode target = there.path("Target");
    assertThat(target.path("RetryPolicy").path("MaximumRetryAttempts").asInt()).isEqualTo(5);
    assertThat(target.path("RetryPolicy").path("MaximumEventAgeInSeconds").asInt()).isEqualTo(900);
    assertThat(target.path("DeadLetterConfig").path("Arn").asText())
        .isEqualTo(TARGET.deadLetterQueueArn().orElseThrow());
    assertThat(target.path("RoleArn").asText()).isEqualTo(ROLE);
  }

  @Test
  void aRequestThatIsThrottledIsRepeatedAndMakesOne() {
    server.throttle(2);

    assertThat(schedules().create(ScheduledCall.once(NAME, AT, "{}"))).isEqualTo(Created.THERE);
    assertThat(server.requests()).hasSize(3);
    assertThat(server.names()).containsExactly(NAME.text());
  }

  @Test
  void oneThatCallsSomebodyElseHasTheName() {
    schedules().create(ScheduledCall.once(NAME, AT, "{}"));
    ScheduleTarget other = new ScheduleTarget(TARGET.arn() + "2", ROLE, "blast", Optional.empty());

    assertThat(new EventBridgeSchedules(client, other).create(ScheduledCall.once(NAME, AT, "{}")))
        .isEqualTo(Created.TAKEN);
  }

  @Test
  void aGroupThatIsNotThereIsNamed() {
    ScheduleTarget lost = new ScheduleTarget(TARGET.arn(), ROLE, "nowhere", Optional.empty());
    assertThatThrownBy(
            () -> new EventBridgeSchedules(client, lost).create(ScheduledCall.once(NAME, AT, "{}")))
        .isInstanceOf(SchedulesUnavailable.class)
        .hasMessage(
            "EventBridge Scheduler did not create the schedule fire-morning of the group nowhere"
                + " (ResourceNotFoundException (HTTP 404): Schedule group nowhere does not exist.);"
                + " create the group nowhere");
  }

  @Test
  void aFullQuotaIsSaid() {
    server.limit(0);
    assertThatThrownBy(() -> schedules().create(ScheduledCall.once(NAME, AT, "{}")))
        .isInstanceOf(SchedulesUnavailable.class)
        .hasMessageContaining("ServiceQuotaExceededException (HTTP 402)")
        .hasMessageContaining("delete schedules that are over, or have the quota raised");
  }

  @Test
  void anInputThatIsNoJsonIsRefused() {
    assertThatThrownBy(() -> schedules().create(ScheduledCall.once(NAME, AT, "{")))
        .isInstanceOf(SchedulesUnavailable.class)
        .hasMessageContaining("Input for the target must be a valid JSON.");
    assertThat(server.names()).isEmpty();
  }

  @Test
  void aScheduleOfSomebodyElseIsNotTakenForOurs() {
    client.createSchedule(
        create ->
            create
                .name(NAME.text())
                .groupName(SchedulerServer.GROUP)
                .scheduleExpression("rate(5 minutes)")
                .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                .target(target -> target.arn(TARGET.arn()).roleArn(ROLE)));

    assertThatThrownBy(() -> schedules().find(NAME))
        .isInstanceOf(SchedulesUnavailable.class)
        .hasMessageContaining("none of Blast's (rate(5 minutes))");
    assertThat(schedules().create(ScheduledCall.once(NAME, AT, "{}"))).isEqualTo(Created.TAKEN);
  }

  @Test
  void aSchedulerThatCannotBeReachedIsNamedWithWhatToDo() {
    try (SchedulerClient lost = client(URI.create("http://127.0.0.1:1"))) {
      assertThatThrownBy(() -> new EventBridgeSchedules(lost, TARGET).delete(NAME))
          .isInstanceOf(SchedulesUnavailable.class)
          .hasMessageContaining("did not delete the schedule fire-morning of the group blast")
          .hasMessageContaining("check the network, AWS_REGION and the credentials");
    }
  }

  @Test
  void whoIsCalledLearnsWhenItWasDue() {
    schedules()
        .create(
            ScheduledCall.once(
                NAME, AT, "{\"scheduledTime\":\"" + ScheduledCall.SCHEDULED_TIME + "\"}"));

    assertThat(server.fire(NAME.text(), AT))
        .contains(new SchedulerServer.Fired(TARGET.arn(), "{\"scheduledTime\":\"" + AT + "\"}"));
    assertThat(schedules().find(NAME)).isEmpty();
  }

  @Test
  void oneThatHasEndedCallsNobodyAndIsGone() {
    schedules()
        .create(new ScheduledCall(NAME, new When.EveryMinute(), "{}", Optional.of(AT), true));

    assertThat(server.fire(NAME.text(), AT)).isPresent();
    assertThat(server.fire(NAME.text(), AT.plusSeconds(60))).isEmpty();
    assertThat(schedules().find(NAME)).isEmpty();
  }
}
