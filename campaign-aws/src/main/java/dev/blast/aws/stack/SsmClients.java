package dev.blast.aws.stack;

import dev.blast.aws.Connections;
import dev.blast.aws.Credentials;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Builds clients of Systems Manager. The caller closes them. */
public final class SsmClients {

  private SsmClients() {}

  /**
   * A client for the account, region and endpoint of the environment, as the SDK finds them; {@code
   * AWS_ENDPOINT_URL} and {@code AWS_ENDPOINT_URL_SSM} reach any emulator.
   *
   * @throws software.amazon.awssdk.core.exception.SdkException when no region is found
   */
  public static SsmClient fromEnvironment() {
    return SsmClient.builder()
        .credentialsProvider(Credentials.fromEnvironment())
        .httpClientBuilder(Connections.http(1, Connections.SILENCE))
        .overrideConfiguration(override -> override.retryStrategy(Connections.retries()))
        .build();
  }
}
