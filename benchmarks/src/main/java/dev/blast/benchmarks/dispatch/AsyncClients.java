package dev.blast.benchmarks.dispatch;

import java.time.Duration;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

/**
 * The SDK's asynchronous clients as an application would build them: for the account, region and
 * endpoint of the environment, signing, and comparing the MD5 of every body.
 */
final class AsyncClients {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private AsyncClients() {}

  static SqsAsyncClient netty(int inFlight) {
    return SqsAsyncClient.builder()
        .httpClientBuilder(
            NettyNioAsyncHttpClient.builder()
                .maxConcurrency(inFlight)
                .connectionAcquisitionTimeout(PATIENCE))
        .build();
  }

  static SqsAsyncClient crt(int inFlight) {
    return SqsAsyncClient.builder()
        .httpClientBuilder(
            AwsCrtAsyncHttpClient.builder()
                .maxConcurrency(inFlight)
                .connectionAcquisitionTimeout(PATIENCE))
        .build();
  }
}
