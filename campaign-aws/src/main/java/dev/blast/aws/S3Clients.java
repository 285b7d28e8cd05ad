package dev.blast.aws;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Builds S3 clients. The caller closes them, and with them their connections. */
public final class S3Clients {

  /** Every open stream holds a connection: one for staging, or one for each dispatcher. */
  private static final int MOST = 64;

  private S3Clients() {}

  /**
   * A client for the account, region and endpoint of the environment, as the SDK finds them; {@code
   * AWS_ENDPOINT_URL} and {@code AWS_ENDPOINT_URL_S3} reach any emulator.
   *
   * @throws software.amazon.awssdk.core.exception.SdkException when no region is found
   */
  public static S3Client fromEnvironment() {
    S3Client client = builder().credentialsProvider(Credentials.fromEnvironment()).build();
    if (client.serviceClientConfiguration().endpointOverride().isEmpty()) {
      return client;
    }
    // Emulators have no host name for each bucket, and no address to look one up at.
    client.close();
    return builder()
        .credentialsProvider(Credentials.fromEnvironment())
        .forcePathStyle(true)
        .build();
  }

  static S3Client at(URI endpoint, AwsCredentialsProvider credentials) {
    return builder()
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials)
        .build();
  }

  private static S3ClientBuilder builder() {
    // S3 has checksums of whole objects only, nothing to compare a range with. TLS guards the way,
    // and every shard is compared with its SHA-256.
    return S3Client.builder()
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        // What is written says its MD5, which every store of S3's protocol knows.
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .httpClientBuilder(Connections.http(MOST, Connections.SILENCE))
        .overrideConfiguration(override -> override.retryStrategy(Connections.retries()));
  }
}
