package dev.blast.aws.schedule;

import dev.blast.schedule.Schedules;
import dev.blast.schedule.SchedulesContract;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import software.amazon.awssdk.services.scheduler.SchedulerClient;

/** The contract, wherever the environment points to; in a group of the test's own. */
@EnabledIfEnvironmentVariable(named = "AWS_ENDPOINT_URL_SCHEDULER", matches = ".+")
class EmulatedSchedulesTest extends SchedulesContract {

  private final String group = "blast-" + UUID.randomUUID();
  private final SchedulerClient client = SchedulerClients.fromEnvironment();

  @BeforeEach
  void createGroup() {
    client.createScheduleGroup(create -> create.name(group));
  }

  @AfterEach
  void deleteGroup() {
    client.deleteScheduleGroup(delete -> delete.name(group));
    client.close();
  }

  @Override
  protected Schedules schedules() {
    return new EventBridgeSchedules(
        client,
        new ScheduleTarget(
            "arn:aws:lambda:us-east-1:000000000000:function:trigger",
            "arn:aws:iam::000000000000:role/blast",
            group,
            Optional.empty()));
  }
}
