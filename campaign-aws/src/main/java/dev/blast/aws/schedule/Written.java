package dev.blast.aws.schedule;

import dev.blast.schedule.ScheduleName;
import dev.blast.schedule.ScheduledCall;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindow;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.Target;

/** All of a schedule that Blast writes, as EventBridge Scheduler keeps it. */
record Written(
    Expression expression,
    Optional<Instant> end,
    ActionAfterCompletion afterwards,
    ScheduleState state,
    FlexibleTimeWindow window,
    Target target) {

  static Written of(ScheduledCall call, ScheduleTarget callee) {
    return new Written(
        Expression.of(call.when()),
        call.end(),
        call.endsItself() ? ActionAfterCompletion.DELETE : ActionAfterCompletion.NONE,
        ScheduleState.ENABLED,
        FlexibleTimeWindow.builder().mode(FlexibleTimeWindowMode.OFF).build(),
        target(call, callee));
  }

  static Written of(GetScheduleResponse there) {
    return new Written(
        new Expression(
            there.scheduleExpression(),
            Objects.requireNonNullElse(there.scheduleExpressionTimezone(), "UTC")),
        Optional.ofNullable(there.endDate()),
        Objects.requireNonNullElse(there.actionAfterCompletion(), ActionAfterCompletion.NONE),
        Objects.requireNonNullElse(there.state(), ScheduleState.ENABLED),
        there.flexibleTimeWindow(),
        there.target());
  }

  /** The call; empty when this is none of Blast's. */
  Optional<ScheduledCall> call(ScheduleName name) {
    try {
      return expression
          .when()
          .map(
              when ->
                  new ScheduledCall(
                      name,
                      when,
                      Objects.requireNonNullElse(target.input(), ""),
                      end,
                      afterwards == ActionAfterCompletion.DELETE));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static Target target(ScheduledCall call, ScheduleTarget callee) {
    Target.Builder target =
        Target.builder()
            .arn(callee.arn())
            .roleArn(callee.roleArn())
            .input(call.input())
            .retryPolicy(
                retry ->
                    retry
                        .maximumRetryAttempts(callee.attempts())
                        .maximumEventAgeInSeconds((int) callee.age().toSeconds()));
    callee.deadLetterQueueArn().ifPresent(arn -> target.deadLetterConfig(dead -> dead.arn(arn)));
    return target.build();
  }
}
