package dev.blast.aws;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Builds SQS clients. The caller closes them, and with them their connections. */
public final class SqsClients {

  /** Nothing is waited for by a request that sends: this long a silence is a time-out. */
  private static final Duration SEND_SILENCE = Duration.ofSeconds(10);

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
    return builder(maxConnections).credentialsProvider(Credentials.fromEnvironment()).build();
  }

  /**
   * As {@link #fromEnvironment}, for {@code SendMessageBatch} alone, at less than half of the CPU.
   * It repeats no request, so that the dispatcher hears of each that is throttled, sends fewer at a
   * time, and waits as long as it says and not a multiple of it. FIPS and dual-stack endpoints are
   * reached by {@code AWS_ENDPOINT_URL_SQS} only.
   */
  public static SqsClient senderFromEnvironment(int maxConnections) {
    SdkHttpClient http = Connections.http(maxConnections, SEND_SILENCE).build();
    SqsClient whole =
        SqsClient.builder()
            .credentialsProvider(Credentials.fromEnvironment())
            .httpClient(http)
            .build();
    return new SqsSendingClient(whole, http);
  }

  /**
   * A client for an emulator on this machine that asks for no credentials.
   *
   * @param maxConnections as in {@link #fromEnvironment}
   */
  public static SqsClient local(URI endpoint, int maxConnections) {
    return onThisMachine(endpoint, builder(maxConnections)).build();
  }

  /** As {@link #local}, for sending alone: see {@link #senderFromEnvironment}. */
  public static SqsClient localSender(URI endpoint, int maxConnections) {
    SdkHttpClient http = Connections.http(maxConnections, SEND_SILENCE).build();
    SqsClient whole = onThisMachine(endpoint, SqsClient.builder().httpClient(http)).build();
    return new SqsSendingClient(whole, http);
  }

  private static SqsClientBuilder onThisMachine(URI endpoint, SqsClientBuilder builder) {
    // Without credentials nothing is signed, and over loopback nothing is damaged: neither the
    // SHA-256 of every request nor the MD5 of every body is worth its time there.
    return builder
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .checksumValidationEnabled(false);
  }

  private static SqsClientBuilder builder(int maxConnections) {
    // Whole requests are repeated; entries that a 200 answer reports as failed are the caller's.
    return SqsClient.builder()
        .httpClientBuilder(Connections.http(maxConnections, Connections.SILENCE))
        .overrideConfiguration(override -> override.retryStrategy(Connections.retries()));
  }
}
