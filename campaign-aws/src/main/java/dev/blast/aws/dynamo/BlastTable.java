package dev.blast.aws.dynamo;

import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The one table, and the keys of everything in it: {@code pk} and {@code sk}, both strings; {@code
 * ttl} in seconds since 1970.
 *
 * <pre>
 * pk                            sk            what
 * run#&lt;runId&gt;#shard#&lt;n&gt;         0000000012    an envelope, by its sequence number
 * run#&lt;runId&gt;#ending#&lt;0..15&gt;    ending        one of the copies of how the run was ended
 * run#&lt;runId&gt;#counts#&lt;0..15&gt;    &lt;process&gt;     what one process has counted
 * </pre>
 *
 * <p>A run's load is spread over many partition keys, because a partition takes 1,000 writes and
 * 3,000 reads a second, whatever the table may take (DynamoDB, "Burst and adaptive capacity").
 *
 * @param name of the table
 */
public record BlastTable(String name) {

  static final String PK = "pk";
  static final String SK = "sk";
  static final String TTL = "ttl";

  /** Copies of an ending, and partitions of the counters. */
  static final int SPREAD = 16;

  static final String ENDING = "ending";

  /** The key of an envelope. */
  Map<String, AttributeValue> envelope(EnvelopeId id) {
    return key(shard(id.run(), id.shard()), sequence(id.sequence()));
  }

  /** The partition key of a shard's envelopes; they sort in the order of their numbers. */
  String shard(RunId run, int shard) {
    return run(run) + "shard#" + shard;
  }

  static String sequence(int sequence) {
    return String.format(Locale.ROOT, "%010d", sequence);
  }

  /** The key of a copy of how the run was ended. */
  Map<String, AttributeValue> ending(RunId run, int copy) {
    return key(run(run) + "ending#" + copy, ENDING);
  }

  /** The partition key of some of a run's counts. */
  String counts(RunId run, int part) {
    return run(run) + "counts#" + part;
  }

  private static String run(RunId run) {
    return "run#" + run + "#";
  }

  static Map<String, AttributeValue> key(String pk, String sk) {
    return Map.of(PK, AttributeValue.fromS(pk), SK, AttributeValue.fromS(sk));
  }

  /**
   * Creates the table, billed by request, unless it is there, and waits until it is: for emulators
   * and tests. On AWS Terraform makes it, with its {@code ttl}.
   */
  public void create(DynamoDbClient client) {
    try {
      client.createTable(
          table ->
              table
                  .tableName(name)
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .attributeDefinitions(string(PK), string(SK))
                  .keySchema(schema(PK, KeyType.HASH), schema(SK, KeyType.RANGE)));
    } catch (ResourceInUseException there) {
      // by somebody else, or by an earlier attempt of this very request
    }
    client.waiter().waitUntilTableExists(describe -> describe.tableName(name));
  }

  private static AttributeDefinition string(String attribute) {
    return AttributeDefinition.builder()
        .attributeName(attribute)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement schema(String attribute, KeyType type) {
    return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
  }
}
