package dev.blast.aws.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The double is worth what it refuses. */
class SchedulerRulesTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at(2036-03-01T08:00:00)",
        "rate(1 minute)",
        "rate(2 hours)",
        "cron(0 8 ? * MON-FRI *)",
        "cron(0 8 * * ? *)"
      })
  void expressionsOfTheUserGuideAreValid(String expression) {
    assertThat(SchedulerRules.problem("n", schedule(expression))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "at(2036-03-01T08:00:00Z)",
        "at(2036-02-30T08:00:00)",
        "at(2036-03-01T08:00)",
        "rate(1 minutes)",
        "rate(2 minute)",
        "rate(0 minutes)",
        "cron(0 8 * * *)",
        "cron(0 8 * * * *)",
        "cron(0 8 ? * ? *)",
        "0 8 * * ? *"
      })
  void othersAreNot(String expression) {
    assertThat(SchedulerRules.problem("n", schedule(expression)))
        .contains("Invalid Schedule Expression " + expression + ".");
  }

  @Test
  void whatMustBeThereIsMissed() {
    for (String field : new String[] {"FlexibleTimeWindow", "ScheduleExpression", "Target"}) {
      ObjectNode schedule = schedule("rate(1 minute)");
      schedule.remove(field);
      assertThat(SchedulerRules.problem("n", schedule)).isPresent();
    }
    ObjectNode noRole = schedule("rate(1 minute)");
    ((ObjectNode) noRole.path("Target")).remove("RoleArn");
    assertThat(SchedulerRules.problem("n", noRole)).isPresent();
  }

  @Test
  void whatScheduleTargetsMayNotHaveIsRefused() {
    ObjectNode fifo = schedule("rate(1 minute)");
    ((ObjectNode) fifo.path("Target"))
        .putObject("DeadLetterConfig")
        .put("Arn", "arn:aws:sqs:us-east-1:123456789012:dead.fifo");
    assertThat(SchedulerRules.problem("n", fifo)).isPresent();
    ObjectNode young = schedule("rate(1 minute)");
    ((ObjectNode) young.path("Target"))
        .putObject("RetryPolicy")
        .put("MaximumEventAgeInSeconds", 59);
    assertThat(SchedulerRules.problem("n", young)).isPresent();
    assertThat(SchedulerRules.problem("a@b", schedule("rate(1 minute)"))).isPresent();
    assertThat(
            SchedulerRules.problem(
                "n", schedule("rate(1 minute)").put("ScheduleExpressionTimezone", "Mars/Base")))
        .contains("Invalid ScheduleExpressionTimezone Mars/Base.");
  }

  private static ObjectNode schedule(String expression) {
    ObjectNode schedule = JSON.createObjectNode().put("ScheduleExpression", expression);
    schedule.putObject("FlexibleTimeWindow").put("Mode", "OFF");
    schedule
        .putObject("Target")
        .put("Arn", "arn:aws:lambda:us-east-1:123456789012:function:f")
        .put("RoleArn", "arn:aws:iam::123456789012:role/r");
    return schedule;
  }
}
