package dev.blast.aws;

import dev.blast.audience.FileUnreadable;
import dev.blast.audience.RevisionGone;
import dev.blast.campaign.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Why S3 did not give an object, in an operator's words. */
final class S3Failure {

  private S3Failure() {}

  /**
   * What an answer, or the lack of one, says.
   *
   * @return what is wrong with the object or with the way it is asked for
   * @throws UncheckedIOException when S3 cannot be asked at the moment
   */
  static IOException of(S3Object object, SdkException failure) {
    return failure instanceof S3Exception answered
        ? answered(object, answered)
        : unanswered(object, failure);
  }

  /** A read that was repeated in vain. */
  static UncheckedIOException lost(S3Object object, Exception last) {
    return last instanceof UncheckedIOException said
        ? said
        : unavailable(object, String.valueOf(last.getMessage()), last);
  }

  private static IOException answered(S3Object object, S3Exception answer) {
    return switch (answer.statusCode()) {
      case 404 -> missing(object, answer);
      case 412 -> new RevisionGone(object.toString());
      case 401, 403 ->
          unreadable(
              object,
              "no permission to read it (" + AwsFailure.describe(answer) + ")",
              "allow these credentials s3:GetObject on it; without s3:ListBucket S3 says the same"
                  + " of an object that is not there",
              answer);
      case 301, 307 ->
          unreadable(
              object, "a bucket of another region" + region(answer), "set AWS_REGION", answer);
      case 429, 500, 502, 503, 504 ->
          throw unavailable(object, AwsFailure.describe(answer), answer);
      default ->
          unreadable(
              object,
              "that S3 refuses it (" + AwsFailure.describe(answer) + ")",
              "correct its path, the region or the credentials",
              answer);
    };
  }

  private static NoSuchFileException missing(S3Object object, S3Exception answer) {
    boolean bucket = "NoSuchBucket".equals(code(answer));
    return new NoSuchFileException(
        object.toString(), null, bucket ? "no bucket " + object.bucket() : "no such object");
  }

  private static IOException unanswered(S3Object object, SdkException failure) {
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        throw unavailable(object, String.valueOf(failure.getMessage()), failure);
      }
    }
    // no credentials, no region, an endpoint that is no URL
    return unreadable(
        object,
        "that S3 cannot be asked (" + firstSentence(failure) + ")",
        "set AWS_REGION and credentials, for instance AWS_PROFILE",
        failure);
  }

  private static FileUnreadable unreadable(
      S3Object object, String found, String remedy, SdkException cause) {
    return new FileUnreadable(
        Problem.of(object.toString(), found, "a readable object", remedy), cause);
  }

  private static UncheckedIOException unavailable(S3Object object, String why, Exception cause) {
    String message =
        "S3 does not give %s at the moment (%s); try again later".formatted(object, why);
    return new UncheckedIOException(message, new IOException(message, cause));
  }

  private static String region(S3Exception answer) {
    return answer.awsErrorDetails() == null || answer.awsErrorDetails().sdkHttpResponse() == null
        ? ""
        : answer
            .awsErrorDetails()
            .sdkHttpResponse()
            .firstMatchingHeader("x-amz-bucket-region")
            .map(region -> ", " + region)
            .orElse("");
  }

  private static String code(AwsServiceException answer) {
    return answer.awsErrorDetails() == null ? "" : answer.awsErrorDetails().errorCode();
  }

  /** The SDK names every place it looked for credentials at; the first sentence says what. */
  private static String firstSentence(SdkException failure) {
    String message = String.valueOf(failure.getMessage());
    int end = message.indexOf(". ");
    int chain = message.indexOf(" [");
    int cut = end < 0 ? chain : chain < 0 ? end : Math.min(end, chain);
    return cut < 0 ? message : message.substring(0, cut);
  }
}
