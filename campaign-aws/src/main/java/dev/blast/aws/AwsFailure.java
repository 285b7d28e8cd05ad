package dev.blast.aws;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Why a whole request failed, in one line. */
final class AwsFailure {

  private AwsFailure() {}

  static String describe(SdkException failure) {
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
