package dev.blast.aws.schedule;

import dev.blast.aws.AwsFailure;
import dev.blast.schedule.Schedules.SchedulesUnavailable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Why EventBridge Scheduler did not do what was asked, and what to do. */
final class SchedulerFailure {

  private static final int PAYMENT_REQUIRED = 402;

  private SchedulerFailure() {}

  static SchedulesUnavailable of(String verb, String name, String group, SdkException failure) {
    return new SchedulesUnavailable(
        "EventBridge Scheduler did not %s the schedule %s of the group %s (%s)"
            .formatted(verb, name, group, AwsFailure.describe(failure)),
        remedy(failure, group),
        failure);
  }

  private static String remedy(SdkException failure, String group) {
    if (!(failure instanceof AwsServiceException answered)) {
      return "check the network, AWS_REGION and the credentials, and try again";
    }
    return switch (answered.statusCode()) {
      case 400 -> "correct what it says: the settings of this function, or the campaign's schedule";
      // ServiceQuotaExceededException (API reference, CreateSchedule)
      case PAYMENT_REQUIRED -> "delete schedules that are over, or have the quota raised";
      case 401, 403 ->
          "allow these credentials scheduler:CreateSchedule, GetSchedule, UpdateSchedule,"
              + " DeleteSchedule and ListSchedules on the group, and iam:PassRole on the role of"
              + " the target";
      case 404 -> "create the group " + group;
      case 429 -> "try again later";
      default -> "try again later";
    };
  }
}
