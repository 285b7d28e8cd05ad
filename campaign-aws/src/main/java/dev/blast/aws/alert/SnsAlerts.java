package dev.blast.aws.alert;

import dev.blast.alert.Alert;
import dev.blast.alert.Alerts;
import dev.blast.aws.AwsFailure;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * Publishes alerts on a standard topic of SNS: the whole as the message, and its beginning as the
 * subject of mails. Thread-safe; {@link SnsClients} make calls end in time. What SNS answers late
 * may be published twice.
 */
public final class SnsAlerts implements Alerts {

  /** Fewer than 100 ASCII characters, no line breaks or controls (API reference, Publish). */
  private static final int LONGEST_SUBJECT = 99;

  private final SnsClient sns;
  private final String topicArn;

  /**
   * @param sns not closed
   * @throws IllegalArgumentException for what is no ARN of a standard topic
   */
  public SnsAlerts(SnsClient sns, String topicArn) {
    if (!topicArn.matches("arn:[^:]+:sns:[^:]+:\\d{12}:[A-Za-z0-9_-]{1,256}")) {
      throw new IllegalArgumentException("not the ARN of a standard topic of SNS: " + topicArn);
    }
    this.sns = sns;
    this.topicArn = topicArn;
  }

  @Override
  public void raise(Alert alert) {
    try {
      sns.publish(
          publish ->
              publish
                  .topicArn(topicArn)
                  .subject(subject(alert))
                  .message(
                      "%s%n%n%s%n%n%s%n".formatted(alert.what(), alert.where(), alert.todo())));
    } catch (SdkException failure) {
      throw new AlertLost(
          "SNS did not take an alert for %s (%s); %s"
              .formatted(topicArn, AwsFailure.describe(failure), remedy(failure)));
    }
  }

  /** It must begin with a letter, a digit or punctuation, so it begins with our name. */
  static String subject(Alert alert) {
    String whole = "Blast, " + alert.where() + ": " + alert.what();
    String ascii = whole.replaceAll("\\s+", " ").replaceAll("[^\\x20-\\x7e]+", "?");
    return ascii.length() <= LONGEST_SUBJECT
        ? ascii
        : ascii.substring(0, LONGEST_SUBJECT - 3) + "...";
  }

  private static String remedy(SdkException failure) {
    if (!(failure instanceof AwsServiceException answered)) {
      return "check the network, AWS_REGION and the credentials";
    }
    return switch (answered.statusCode()) {
      case 401, 403 -> "allow these credentials sns:Publish on it";
      case 404 -> "create the topic, or correct its ARN";
      default -> "see the function's log for what it says";
    };
  }
}
