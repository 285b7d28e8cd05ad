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
 * run#&lt;runId&gt;                   run           the campaign, as it was when the run was opened
 * run#&lt;runId&gt;                   state         where the run stands, and its manifest's name
 * run#&lt;runId&gt;                   control       what is asked of it
 * run#&lt;runId&gt;                   event#&lt;n&gt;     what was done to it
 * run#&lt;runId&gt;#checkpoints       &lt;pass&gt;#&lt;shard&gt; how far a pass has come in a shard
 * runs                          &lt;instant&gt;#&lt;runId&gt; every run
 * runs#&lt;campaign&gt;               &lt;instant&gt;#&lt;runId&gt; the runs of a campaign
 * letters#&lt;0..7&gt;                m#&lt;message&gt;   a dead letter
 * </pre>
 *
 * <p>A run's load is spread over many partition keys, because a partition takes 1,000 writes and
 * 3,000 reads a second, whatever the table may take (DynamoDB, "Burst and adaptive capacity").
 *
 * @param name of the table
 */
public record BlastTable(String name) {

  public static final String PK = "pk";
  public static final String SK = "sk";

  /** What the sort keys of events begin with. */
  public static final String EVENT = "event#";

  /** The partition key of the list of all runs. */
  public static final String RUNS = "runs";

  /** Partitions of dead letters. */
  public static final int LETTERS = 8;

  /** In seconds since 1970: when an item may be deleted. */
  public static final String TTL = "ttl";

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

  /** The key of a part of what is kept of a run: {@code run}, {@code state}, {@code control}. */
  public Map<String, AttributeValue> run(RunId run, String part) {
    return key(partition(run), part);
  }

  /** The partition key of what is kept of a run, but for its envelopes. */
  public String partition(RunId run) {
    return "run#" + run;
  }

  /** The sort key of what was done to a run, from 1. */
  public static String event(long number) {
    return EVENT + String.format(Locale.ROOT, "%010d", number);
  }

  /** The key of a shard's checkpoint in a pass. */
  public Map<String, AttributeValue> checkpoint(RunId run, int pass, int shard) {
    return key(run(run) + "checkpoints", String.format(Locale.ROOT, "%06d#%06d", pass, shard));
  }

  /** The key of a run in the list of all runs, which sorts by their instants. */
  public Map<String, AttributeValue> listed(RunId run) {
    return key(RUNS, run.scheduled() + "#" + run);
  }

  /** The key of a run in the list of its campaign's. */
  public Map<String, AttributeValue> listedByCampaign(RunId run) {
    return key(runsOf(run.campaignId()), run.scheduled() + "#" + run);
  }

  /** The partition key of the list of a campaign's runs. */
  public static String runsOf(String campaign) {
    return RUNS + "#" + campaign;
  }

  /** The partition key of some of the dead letters. */
  public static String letters(int part) {
    return "letters#" + part;
  }

  /** The key of a dead letter, for a message id that fits into a key. */
  public Map<String, AttributeValue> letter(String message) {
    return key(letters(Math.floorMod(message.hashCode(), LETTERS)), "m#" + message);
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
