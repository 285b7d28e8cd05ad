package dev.blast.aws.dynamo;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/**
 * A table of a test's own, in DynamoDB Local in this process; or, where {@code
 * AWS_ENDPOINT_URL_DYNAMODB} is set, wherever that points to. Thread-safe; {@link #close} drops the
 * table.
 */
public final class LocalDynamo implements AutoCloseable {

  private static final int CONNECTIONS = 64;

  /** DynamoDB Local does one thing at a time; a thousand calls at once wait for one another. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** As many attempts as {@link DynamoClients} makes; whether they wait is no matter of a test. */
  private static final RetryStrategy AT_ONCE =
      DefaultRetryStrategy.standardStrategyBuilder()
          .maxAttempts(DynamoClients.ATTEMPTS)
          .backoffStrategy(BackoffStrategy.retryImmediately())
          .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
          .circuitBreakerEnabled(false)
          .build();

  private final BlastTable table = new BlastTable("blast-" + UUID.randomUUID());
  private final Units units = new Units();
  private final Wire wire =
      new Wire(
          DynamoClients.http(CONNECTIONS)
              .connectionTimeout(PATIENCE)
              .connectionAcquisitionTimeout(PATIENCE)
              .socketTimeout(PATIENCE)
              .build());
  private final DynamoDbClient client = client(wire);

  /** Creates the table; the first call of a process starts DynamoDB Local, which takes a second. */
  public LocalDynamo() {
    table.create(client);
    units.reset();
  }

  /** Where the tests' DynamoDB is, for parts that have a client of their own. */
  public static URI endpoint() {
    return environment().orElseGet(DynamoServer::endpoint);
  }

  private static Optional<URI> environment() {
    return Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL_DYNAMODB")).map(URI::create);
  }

  private DynamoDbClient client(Wire http) {
    DynamoDbClientBuilder builder = DynamoClients.builder().httpClient(http);
    builder.overrideConfiguration(
        builder
            .overrideConfiguration()
            .copy(
                override ->
                    override
                        .addExecutionInterceptor(units)
                        .apiCallTimeout(PATIENCE)
                        .retryStrategy(AT_ONCE)));
    if (environment().isEmpty()) {
      builder
          .endpointOverride(DynamoServer.endpoint())
          .region(Region.US_EAST_1)
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")));
    }
    return builder.build();
  }

  public BlastTable table() {
    return table;
  }

  public DynamoDbClient client() {
    return client;
  }

  /** What the requests of {@link #client} cost. */
  public Units units() {
    return units;
  }

  /** Write units of all who wrote to the table; 0 where it is not in this process. */
  public double written() {
    return environment().isPresent() ? 0 : DynamoServer.written(table.name());
  }

  /** What the requests of {@link #client} go through. */
  public Wire wire() {
    return wire;
  }

  @Override
  public void close() {
    wire.heal();
    client.deleteTable(delete -> delete.tableName(table.name()));
    client.close();
    wire.close();
  }
}
