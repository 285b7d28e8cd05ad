package dev.blast.aws.dynamo;

import dev.blast.run.RunId;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The ledger's table cannot be used. The message names the table, where it is looked for and the
 * run, and says what to do; after it, the write that was asked for may or may not have happened.
 */
public final class LedgerUnreachable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;

  private LedgerUnreachable(String what, String remedy, @Nullable Throwable cause) {
    super(remedy.isEmpty() ? what : what + "; " + remedy, cause);
    this.what = what;
  }

  /** The message without what to do. */
  public String what() {
    return what;
  }

  /** Why, and what to do. */
  private record Words(String why, String remedy) {}

  static LedgerUnreachable of(
      DynamoDbClient client, BlastTable table, RunId run, RuntimeException failure) {
    Words words = explain(failure);
    return new LedgerUnreachable(
        "%s: table %s (%s) %s".formatted(run, table.name(), where(client), words.why()),
        words.remedy(),
        failure);
  }

  static LedgerUnreachable damaged(String item, @Nullable Throwable cause) {
    return new LedgerUnreachable(
        item + " cannot be read",
        "restore the table to a time before it was damaged (point-in-time recovery): without it"
            + " nobody knows who was reached",
        cause);
  }

  static LedgerUnreachable stopped(RunId run, InterruptedException stop) {
    return new LedgerUnreachable(run + ": told to stop while the ledger was read", "", stop);
  }

  private static String where(DynamoDbClient client) {
    var settings = client.serviceClientConfiguration();
    return settings
        .endpointOverride()
        .map(Object::toString)
        .orElseGet(() -> "region " + settings.region());
  }

  private static Words explain(RuntimeException failure) {
    if (!(failure instanceof AwsServiceException answer) || answer.awsErrorDetails() == null) {
      return new Words(
          "does not answer (" + failure.getMessage() + ")", "see whether it is up and reached");
    }
    String code = String.valueOf(answer.awsErrorDetails().errorCode());
    String said = "(" + code + ": " + answer.awsErrorDetails().errorMessage() + ")";
    return switch (code) {
      case "ProvisionedThroughputExceededException",
          "RequestLimitExceeded",
          "ThrottlingException",
          "TransactionConflictException",
          "LimitExceededException" ->
          new Words(
              "takes no more at the moment " + said,
              "send slower, raise its maximum throughput, or warm it up before large runs");
      case "ResourceNotFoundException" ->
          new Words(
              "is not there " + said, "create it, or correct its name, the region or the account");
      case "AccessDeniedException", "UnrecognizedClientException", "ExpiredTokenException" ->
          new Words(
              "may not be used with these credentials " + said,
              "allow dynamodb:GetItem, PutItem, UpdateItem, DeleteItem and Query on it");
      default ->
          new Words(
              "refuses (%s: %s, HTTP %d)"
                  .formatted(code, answer.awsErrorDetails().errorMessage(), answer.statusCode()),
              "");
    };
  }
}
