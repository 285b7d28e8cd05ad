package dev.blast.aws.dynamo;

import dev.blast.run.RunId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * The requests to the table. Reads are strongly consistent. Each throws {@link LedgerUnreachable}
 * when it got no answer within the client's repeats. Thread-safe.
 */
final class Requests {

  private final DynamoDbClient client;
  private final BlastTable table;
  private final InstantSource clock;
  private final Duration kept;

  /**
   * @param kept after this an item that was not written since may be deleted
   */
  Requests(DynamoDbClient client, BlastTable table, InstantSource clock, Duration kept) {
    this.client = client;
    this.table = table;
    this.clock = clock;
    this.kept = kept;
  }

  BlastTable table() {
    return table;
  }

  /** What became of a conditional write. */
  sealed interface Written {

    /**
     * It was carried out.
     *
     * @param before the item as it was; empty when there was none
     */
    record Done(Map<String, AttributeValue> before) implements Written {}

    /**
     * The condition did not hold.
     *
     * @param found the item as it is; empty when there is none
     */
    record Refused(Map<String, AttributeValue> found) implements Written {}
  }

  /**
   * @param set an update expression that begins with {@code SET}; {@code ttl} is added to it
   * @param remove attributes, separated by commas; may be empty
   * @param values of the placeholders in both and in the condition
   */
  record Update(String set, String remove, String condition, Map<String, AttributeValue> values) {}

  Written update(RunId run, Map<String, AttributeValue> key, Update update) {
    Map<String, AttributeValue> values = new HashMap<>(update.values());
    values.put(":ttl", ttl());
    String removed = update.remove().isEmpty() ? "" : " REMOVE " + update.remove();
    return conditional(
        run,
        () ->
            client
                .updateItem(
                    request ->
                        request
                            .tableName(table.name())
                            .key(key)
                            .updateExpression(update.set() + ", #ttl = :ttl" + removed)
                            .expressionAttributeNames(Map.of("#ttl", BlastTable.TTL))
                            .conditionExpression(update.condition())
                            .expressionAttributeValues(values)
                            .returnValues(ReturnValue.ALL_OLD)
                            .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .attributes());
  }

  void put(RunId run, Map<String, AttributeValue> item) {
    Map<String, AttributeValue> kept = new HashMap<>(item);
    kept.put(BlastTable.TTL, ttl());
    perform(run, () -> client.putItem(request -> request.tableName(table.name()).item(kept)));
  }

  Written put(
      RunId run,
      Map<String, AttributeValue> item,
      String condition,
      Map<String, AttributeValue> values) {
    Map<String, AttributeValue> kept = new HashMap<>(item);
    kept.put(BlastTable.TTL, ttl());
    return conditional(
        run,
        () -> {
          PutItemRequest.Builder request =
              PutItemRequest.builder()
                  .tableName(table.name())
                  .item(kept)
                  .conditionExpression(condition)
                  .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
          if (!values.isEmpty()) {
            request.expressionAttributeValues(values);
          }
          client.putItem(request.build());
          return Map.of();
        });
  }

  Written delete(
      RunId run,
      Map<String, AttributeValue> key,
      String condition,
      Map<String, AttributeValue> values) {
    return conditional(
        run,
        () ->
            client
                .deleteItem(
                    request ->
                        request
                            .tableName(table.name())
                            .key(key)
                            .conditionExpression(condition)
                            .expressionAttributeValues(values)
                            .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .attributes());
  }

  void delete(RunId run, Map<String, AttributeValue> key) {
    perform(run, () -> client.deleteItem(request -> request.tableName(table.name()).key(key)));
  }

  Optional<Map<String, AttributeValue>> get(RunId run, Map<String, AttributeValue> key) {
    var answer =
        perform(
            run,
            () ->
                client.getItem(
                    request -> request.tableName(table.name()).key(key).consistentRead(true)));
    return answer.hasItem() ? Optional.of(answer.item()) : Optional.empty();
  }

  /**
   * Hands over every item of a partition key, in the order of their sort keys; one page of at most
   * 1 MB is in memory at a time.
   */
  void query(RunId run, String pk, Consumer<Map<String, AttributeValue>> each) {
    QueryRequest.Builder request =
        QueryRequest.builder()
            .tableName(table.name())
            .consistentRead(true)
            .keyConditionExpression("pk = :pk")
            .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(pk)));
    boolean more = true;
    while (more) {
      QueryResponse page = perform(run, () -> client.query(request.build()));
      page.items().forEach(each);
      more = page.hasLastEvaluatedKey() && !page.lastEvaluatedKey().isEmpty();
      request.exclusiveStartKey(page.lastEvaluatedKey());
    }
  }

  private Written conditional(RunId run, Supplier<Map<String, AttributeValue>> write) {
    return perform(
        run,
        () -> {
          try {
            return new Written.Done(write.get());
          } catch (ConditionalCheckFailedException refused) {
            return new Written.Refused(refused.hasItem() ? refused.item() : Map.of());
          }
        });
  }

  private <T> T perform(RunId run, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException | IllegalStateException failure) {
      // The second is what the HTTP client says of a request that is given up while it connects.
      throw LedgerUnreachable.of(client, table, run, failure);
    }
  }

  private AttributeValue ttl() {
    return number(clock.instant().plus(kept).getEpochSecond());
  }

  static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }
}
