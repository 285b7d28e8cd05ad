package dev.blast.aws;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Builds SQS clients. The caller closes them, and with them their connections. */
public final class SqsClients {

  /** Attempts of one request, the first included. */
  static final int ATTEMPTS = 3;

  /** The longest poll takes 20 s; a silence longer than this is a lost connection. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private SqsClients() {}

  /**
   * A client for the account, region and endpoint of the environment, as the SDK finds them; {@code
   * AWS_ENDPOINT_URL} and {@code AWS_ENDPOINT_URL_SQS} reach any emulator.
   *
   * @param maxConnections requests in flight at a time, at most; 1 or more. Each poller that waits
   *     for messages holds one
   */
  public static SqsClient fromEnvironment(int maxConnections) {
    // The SDK compares the MD5 of every body sent and received; over a network that stays on.
    return builder(maxConnections).build();
  }

  /**
   * A client for an emulator on this machine that asks for no credentials.
   *
   * @param maxConnections as in {@link #fromEnvironment}
   */
  public static SqsClient local(URI endpoint, int maxConnections) {
    // Without credentials nothing is signed, and over loopback nothing is damaged: neither the
    // SHA-256 of every request nor the MD5 of every body is worth its time there.
    return builder(maxConnections)
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .checksumValidationEnabled(false)
        .build();
  }

  private static SqsClientBuilder builder(int maxConnections) {
    // The strategy is named because the SDK's default is about to change (AWS_NEW_RETRIES_2026).
    // It repeats whole requests only; entries that a 200 answer reports as failed are the caller's.
    return SqsClient.builder()
        .httpClientBuilder(
            Apache5HttpClient.builder()
                .maxConnections(maxConnections)
                .connectionTimeout(Duration.ofSeconds(2))
                .connectionAcquisitionTimeout(SILENCE)
                .socketTimeout(SILENCE))
        .overrideConfiguration(
            override ->
                override.retryStrategy(
                    DefaultRetryStrategy.standardStrategyBuilder().maxAttempts(ATTEMPTS).build()));
  }
}
