package dev.blast.aws.s3;

import dev.blast.aws.AwsFailure;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** S3 did not write or read an object; the message says which, why and what to do. */
public final class ObjectsUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String what;

  private ObjectsUnavailable(String what, String remedy, Throwable cause) {
    super(what + "; " + remedy, cause);
    this.what = what;
  }

  public ObjectsUnavailable(String message, Throwable cause) {
    super(message, cause);
    this.what = message;
  }

  public ObjectsUnavailable(String message) {
    super(message);
    this.what = message;
  }

  static ObjectsUnavailable of(String verb, String address, SdkException failure) {
    return new ObjectsUnavailable(
        "S3 did not %s %s (%s)".formatted(verb, address, AwsFailure.describe(failure)),
        remedy(failure),
        failure);
  }

  /** What happened, and to which object; from {@code of} without what to do. */
  public String what() {
    return what;
  }

  private static String remedy(SdkException failure) {
    if (!(failure instanceof AwsServiceException answered)) {
      return "check the network, AWS_REGION and the credentials, and try again";
    }
    return switch (answered.statusCode()) {
      case 401, 403 ->
          "allow these credentials s3:GetObject, s3:PutObject, s3:AbortMultipartUpload and"
              + " s3:ListBucket there";
      case 404 -> "create the bucket, or correct its name";
      case 301, 307 -> "set AWS_REGION to the bucket's region";
      default -> "try again later";
    };
  }
}
