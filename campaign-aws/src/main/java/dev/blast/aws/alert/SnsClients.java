package dev.blast.aws.alert;

import dev.blast.aws.Connections;
import dev.blast.aws.Credentials;
import java.time.Duration;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.SnsClientBuilder;

/** Builds SNS clients for alerts. The caller closes them. */
public final class SnsClients {

  /** Alerts block for ten seconds at most ({@link dev.blast.alert.Alerts}). */
  static final Duration CALL = Duration.ofSeconds(9);

  /** So that a lost attempt leaves time for two others. */
  private static final Duration SILENCE = Duration.ofMillis(2_500);

  private SnsClients() {}

  /**
   * A client for the account, region and endpoint of the environment, as the SDK finds them; {@code
   * AWS_ENDPOINT_URL} and {@code AWS_ENDPOINT_URL_SNS} reach any emulator.
   *
   * @throws software.amazon.awssdk.core.exception.SdkException when no region is found
   */
  public static SnsClient fromEnvironment() {
    return builder().credentialsProvider(Credentials.fromEnvironment()).build();
  }

  static SnsClientBuilder builder() {
    return SnsClient.builder()
        .httpClientBuilder(Connections.http(4, SILENCE))
        .overrideConfiguration(
            override ->
                override
                    .apiCallTimeout(CALL)
                    .apiCallAttemptTimeout(SILENCE)
                    .retryStrategy(Connections.retries()));
  }
}
