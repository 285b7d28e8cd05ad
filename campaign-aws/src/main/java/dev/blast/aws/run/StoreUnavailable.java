package dev.blast.aws.run;

import dev.blast.aws.AwsFailure;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** The table does not do what is asked of it; the message says what, why and what to do. */
public final class StoreUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String what;

  StoreUnavailable(String table, String what, String remedy, Throwable cause) {
    super("the table %s did not %s; %s".formatted(table, what, remedy), cause);
    this.what = "the table %s did not %s".formatted(table, what);
  }

  StoreUnavailable(String table, String problem) {
    super("the table %s %s".formatted(table, problem));
    this.what = "the table %s %s".formatted(table, problem);
  }

  /** The message without what to do. */
  public String what() {
    return what;
  }

  static StoreUnavailable of(String table, String what, SdkException failure) {
    return new StoreUnavailable(
        table, what + " (" + AwsFailure.describe(failure) + ")", remedy(failure), failure);
  }

  private static String remedy(SdkException failure) {
    if (!(failure instanceof AwsServiceException answered) || answered.awsErrorDetails() == null) {
      return "check the network, AWS_REGION and the credentials, and try again";
    }
    return switch (answered.awsErrorDetails().errorCode()) {
      case "ResourceNotFoundException" -> "create the table, or correct its name";
      case "AccessDeniedException" ->
          "allow these credentials dynamodb:GetItem, PutItem, UpdateItem and Query on it";
      case "ValidationException" -> "report this to Blast's developers";
      default -> "try again later";
    };
  }
}
