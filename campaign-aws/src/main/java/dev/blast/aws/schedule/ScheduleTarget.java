package dev.blast.aws.schedule;

import java.time.Duration;
import java.util.Optional;

/**
 * What the schedules of one adapter call, and how. Immutable.
 *
 * @param arn of the function
 * @param roleArn of the role that EventBridge Scheduler takes to call it
 * @param group of schedules; it must exist
 * @param deadLetterQueueArn where a call goes that cannot be handed over; a standard queue, as
 *     Scheduler takes no other
 * @param attempts how often a failed call is repeated, 0 to 185
 * @param age how late a call may be handed over, in whole seconds, 60 s to a day
 */
public record ScheduleTarget(
    String arn,
    String roleArn,
    String group,
    Optional<String> deadLetterQueueArn,
    int attempts,
    Duration age) {

  /**
   * With 5 repetitions within 15 minutes. Scheduler's own values, 185 within a day, would fire a
   * campaign a day late (API reference, RetryPolicy).
   */
  public ScheduleTarget(
      String arn, String roleArn, String group, Optional<String> deadLetterQueueArn) {
    this(arn, roleArn, group, deadLetterQueueArn, 5, Duration.ofMinutes(15));
  }

  public ScheduleTarget {
    if (attempts < 0
        || attempts > 185
        || age.compareTo(Duration.ofSeconds(60)) < 0
        || age.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("%d attempts within %s".formatted(attempts, age));
    }
  }
}
