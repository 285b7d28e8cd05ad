package dev.blast.aws;

import java.time.Duration;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** What the clients of all services have in common. */
public final class Connections {

  /** Attempts of one request, the first included. */
  public static final int ATTEMPTS = 3;

  /** The longest poll of SQS takes 20 s; a silence longer than this is a lost connection. */
  public static final Duration SILENCE = Duration.ofSeconds(30);

  private Connections() {}

  /**
   * @param max requests in flight at a time
   * @param silence after which a connection is taken to be lost
   */
  public static Apache5HttpClient.Builder http(int max, Duration silence) {
    return Apache5HttpClient.builder()
        .maxConnections(max)
        .connectionTimeout(Duration.ofSeconds(2))
        .connectionAcquisitionTimeout(SILENCE)
        .socketTimeout(silence);
  }

  /** Named because the SDK's default is about to change (AWS_NEW_RETRIES_2026). */
  public static RetryStrategy retries() {
    return DefaultRetryStrategy.standardStrategyBuilder().maxAttempts(ATTEMPTS).build();
  }
}
