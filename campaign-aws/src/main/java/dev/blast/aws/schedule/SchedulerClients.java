package dev.blast.aws.schedule;

import dev.blast.aws.Connections;
import dev.blast.aws.Credentials;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.SchedulerClientBuilder;

/** Builds clients of EventBridge Scheduler. The caller closes them. */
public final class SchedulerClients {

  /** Schedules are made and looked at one after the other. */
  private static final int MOST = 8;

  private SchedulerClients() {}

  /**
   * A client for the account, region and endpoint of the environment, as the SDK finds them; {@code
   * AWS_ENDPOINT_URL} and {@code AWS_ENDPOINT_URL_SCHEDULER} reach any emulator.
   *
   * @throws software.amazon.awssdk.core.exception.SdkException when no region is found
   */
  public static SchedulerClient fromEnvironment() {
    return builder().credentialsProvider(Credentials.fromEnvironment()).build();
  }

  static SchedulerClientBuilder builder() {
    return SchedulerClient.builder()
        .httpClientBuilder(Connections.http(MOST, Connections.SILENCE))
        .overrideConfiguration(override -> override.retryStrategy(Connections.retries()));
  }
}
