package dev.blast.aws.function;

import dev.blast.aws.Connections;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * What is loaded before a SnapStart snapshot is taken, so that no restored process loads it: the
 * way of a request through the SDK up to a connection that nobody takes. The function's own clients
 * are not used: they have no connections, no credentials and no numbers drawn when the snapshot is
 * taken, and make theirs when they are restored.
 */
final class Priming implements Resource {

  /** The discard port: on Lambda nobody listens there. */
  private static final URI NOBODY = URI.create("http://127.0.0.1:9");

  // The runtime remembers resources weakly.
  private static final Priming ONLY = new Priming();

  private Priming() {}

  /** Has it done before a snapshot; where none is taken, nothing. */
  static void register() {
    Core.getGlobalContext().register(ONLY);
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    Map<String, AttributeValue> key =
        Map.of("pk", AttributeValue.fromS("none"), "sk", AttributeValue.fromS("none"));
    try (DynamoDbClient table = toNobody(DynamoDbClient.builder())) {
      attempt(() -> table.getItem(get -> get.tableName("none").key(key)));
      attempt(() -> table.putItem(put -> put.tableName("none").item(key)));
    }
    try (SqsClient queue = toNobody(SqsClient.builder())) {
      attempt(
          () ->
              queue.changeMessageVisibilityBatch(
                  change -> change.queueUrl(NOBODY + "/0/none").entries(List.of())));
    }
    try (S3Client objects = toNobody(S3Client.builder().forcePathStyle(true))) {
      attempt(() -> objects.getObject(get -> get.bucket("none").key("none")));
    }
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) {}

  private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C toNobody(
      B builder) {
    return builder
        .endpointOverride(NOBODY)
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("-", "-")))
        .httpClientBuilder(Connections.http(1, Duration.ofSeconds(1)))
        .overrideConfiguration(override -> override.retryStrategy(RetryMode.STANDARD))
        .build();
  }

  private static void attempt(Runnable request) {
    try {
      request.run();
    } catch (SdkException refused) {
      // as it was meant to be: it came as far as the connection
    }
  }
}
