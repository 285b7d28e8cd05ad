package dev.blast.aws;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Why a whole request failed, in one line. */
public final class AwsFailure {

  private AwsFailure() {}

  /** The service's error code, status and words, or the SDK's message where nobody answered. */
  public static String describe(SdkException failure) {
    if (failure instanceof AwsServiceException answered && answered.awsErrorDetails() != null) {
      return answered.awsErrorDetails().errorCode()
          + " (HTTP "
          + answered.statusCode()
          + "): "
          + answered.awsErrorDetails().errorMessage();
    }
    return String.valueOf(failure.getMessage());
  }
}
