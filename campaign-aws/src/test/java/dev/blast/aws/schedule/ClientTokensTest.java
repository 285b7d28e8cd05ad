package dev.blast.aws.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.aws.schedule.SchedulerServer.Change;
import dev.blast.schedule.ScheduleName;
import dev.blast.schedule.ScheduledCall;
import dev.blast.schedule.Schedules;
import dev.blast.schedule.Schedules.Created;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;

/**
 * Client tokens, which make a request that is sent twice one (Scheduler API reference,
 * CreateSchedule: "the idempotency of the request").
 */
class ClientTokensTest {

  private static final ScheduleName NAME = ScheduleName.of("fire", "morning");
  private static final Instant AT = Instant.parse("2036-03-01T08:00:00Z");
  private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:trigger";
  private static final String ROLE = "arn:aws:iam::123456789012:role/blast";

  private final SchedulerServer server = new SchedulerServer();
  private final SchedulerClient client =
      SchedulerClients.builder()
          .endpointOverride(server.endpoint())
          .region(Region.US_EAST_1)
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
          .build();
  private final Schedules schedules =
      new EventBridgeSchedules(
          client, new ScheduleTarget(FUNCTION, ROLE, SchedulerServer.GROUP, Optional.empty()));

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void whatIsCreatedAndReplacedHasATokenOfItsOwn() {
    schedules.create(ScheduledCall.once(NAME, AT, "{}"));
    schedules.replace(ScheduledCall.once(NAME, AT.plusSeconds(60), "{}"));
    schedules.create(ScheduledCall.once(NAME, AT, "{}"));
    assertThat(server.changes()).extracting(Change::method).containsExactly("POST", "PUT", "POST");
    assertThat(tokens()).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void aRequestThatTheSdkSendsAgainKeepsItsToken() {
    server.throttle(1);
    assertThat(schedules.create(ScheduledCall.once(NAME, AT, "{}"))).isEqualTo(Created.THERE);
    assertThat(tokens()).hasSize(2);
    assertThat(tokens().getFirst()).isEqualTo(tokens().getLast());
  }

  @Test
  void theSameTokenCreatesOnceAndAnotherOneIsAConflict() {
    String first = create("one");
    assertThat(create("one")).isEqualTo(first);
    assertThat(server.names()).containsExactly("noon");
    assertThatThrownBy(() -> create("two")).isInstanceOf(ConflictException.class);
  }

  private String create(String token) {
    return client
        .createSchedule(
            create ->
                create
                    .name("noon")
                    .groupName(SchedulerServer.GROUP)
                    .clientToken(token)
                    .scheduleExpression("at(2036-03-01T12:00:00)")
                    .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                    .target(target -> target.arn(FUNCTION).roleArn(ROLE)))
        .scheduleArn();
  }

  private List<String> tokens() {
    return server.changes().stream().map(change -> change.clientToken().orElseThrow()).toList();
  }
}
