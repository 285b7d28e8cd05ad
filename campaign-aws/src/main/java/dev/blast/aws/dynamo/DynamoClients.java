package dev.blast.aws.dynamo;

import dev.blast.aws.Credentials;
import java.time.Duration;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** Builds DynamoDB clients. The caller closes them, and with them their connections. */
public final class DynamoClients {

  /** Attempts of one request, the first included: what the SDK makes of DynamoDB's by 2026. */
  static final int ATTEMPTS = 4;

  /** A call of the ledger, its repeats included, ends within this. */
  static final Duration CALL = Duration.ofSeconds(5);

  /** DynamoDB answers within milliseconds; who is silent this long will not answer. */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  /** The longest first wait of a request that was throttled; it doubles with each. */
  private static final Duration THROTTLED = Duration.ofMillis(250);

  private DynamoClients() {}

  /**
   * A client for the account, region and endpoint of the environment, as the SDK finds them; {@code
   * AWS_ENDPOINT_URL} and {@code AWS_ENDPOINT_URL_DYNAMODB} reach any emulator. It makes four
   * attempts of a request that is throttled or lost, in five seconds at most.
   *
   * @param maxConnections requests in flight at a time, at most; 1 or more
   * @throws software.amazon.awssdk.core.exception.SdkException when no region is found
   */
  public static DynamoDbClient fromEnvironment(int maxConnections) {
    return builder()
        .credentialsProvider(Credentials.fromEnvironment())
        .httpClientBuilder(http(maxConnections))
        .build();
  }

  static Apache5HttpClient.Builder http(int maxConnections) {
    return Apache5HttpClient.builder()
        .maxConnections(maxConnections)
        .connectionTimeout(Duration.ofSeconds(1))
        .connectionAcquisitionTimeout(CALL)
        .socketTimeout(SILENCE);
  }

  static DynamoDbClientBuilder builder() {
    return DynamoDbClient.builder()
        .overrideConfiguration(
            override ->
                override
                    .apiCallTimeout(CALL)
                    // Named because the SDK's default is about to change (AWS_NEW_RETRIES_2026).
                    .retryStrategy(
                        DefaultRetryStrategy.standardStrategyBuilder()
                            .maxAttempts(ATTEMPTS)
                            // By default a second at first: four attempts would not fit in.
                            .throttlingBackoffStrategy(
                                BackoffStrategy.exponentialDelay(THROTTLED, SILENCE))
                            .build()));
  }
}
