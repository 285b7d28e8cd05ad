package dev.blast.aws.run;

import dev.blast.aws.dynamo.BlastTable;
import dev.blast.run.RunId;
import io.github.resilience4j.core.IntervalFunction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * The table, as the stores of runs use it. Attributes are written {@code #name} in expressions: any
 * name may be one of DynamoDB's reserved words. Thread-safe; throws {@link StoreUnavailable}.
 */
final class RunTable {

  private static final Pattern ATTRIBUTE = Pattern.compile("#([a-zA-Z]+)");
  private static final String CONDITION = "ConditionalCheckFailed";

  /** Several writers of one item: each round one of them succeeds. */
  static final int ROUNDS = 40;

  private static final IntervalFunction MILLIS =
      IntervalFunction.ofExponentialRandomBackoff(10, 1.5, 0.5, 500);

  private final DynamoDbClient dynamo;
  private final BlastTable table;

  RunTable(DynamoDbClient dynamo, BlastTable table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  /** What came of a conditional write. */
  sealed interface Write {

    /**
     * @param item as it is now
     */
    record Done(Map<String, AttributeValue> item) implements Write {}

    /**
     * @param there the item that is there; empty when there is none
     */
    record Refused(Map<String, AttributeValue> there) implements Write {}
  }

  BlastTable keys() {
    return table;
  }

  /** Some attributes of an item, as they are now; empty when there is no such item. */
  Optional<Map<String, AttributeValue>> read(
      String what, Map<String, AttributeValue> key, String attributes) {
    return read(what, key, attributes, true);
  }

  /** As {@link #read}, at half the price, and perhaps as they were a moment ago. */
  Optional<Map<String, AttributeValue>> glance(
      String what, Map<String, AttributeValue> key, String attributes) {
    return read(what, key, attributes, false);
  }

  private Optional<Map<String, AttributeValue>> read(
      String what, Map<String, AttributeValue> key, String attributes, boolean consistent) {
    GetItemRequest.Builder get =
        GetItemRequest.builder().tableName(table.name()).key(key).consistentRead(consistent);
    if (!attributes.isEmpty()) {
      get.projectionExpression(attributes).expressionAttributeNames(names(attributes));
    }
    GetItemResponse answer = asked("read " + what, () -> dynamo.getItem(get.build()));
    return answer.hasItem() ? Optional.of(answer.item()) : Optional.empty();
  }

  private <T> T asked(String what, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException failure) {
      throw StoreUnavailable.of(table.name(), what, failure);
    }
  }

  /** Puts an item where there is none. */
  Write putNew(String what, Map<String, AttributeValue> item) {
    try {
      dynamo.putItem(
          put ->
              put.tableName(table.name())
                  .item(item)
                  .conditionExpression("attribute_not_exists(pk)")
                  .returnValuesOnConditionCheckFailure(
                      ReturnValuesOnConditionCheckFailure.ALL_OLD));
      return new Write.Done(item);
    } catch (ConditionalCheckFailedException there) {
      return new Write.Refused(there.item());
    } catch (SdkException failure) {
      throw StoreUnavailable.of(table.name(), "write " + what, failure);
    }
  }

  /** Puts an item in place of what is there. */
  void put(String what, Map<String, AttributeValue> item) {
    PutItemResponse done =
        asked("write " + what, () -> dynamo.putItem(put -> put.tableName(table.name()).item(item)));
  }

  /** Changes an item where the condition holds. */
  Write update(
      String what,
      Map<String, AttributeValue> key,
      String change,
      String condition,
      Map<String, AttributeValue> values) {
    try {
      return new Write.Done(
          dynamo
              .updateItem(
                  update ->
                      update
                          .tableName(table.name())
                          .key(key)
                          .updateExpression(change)
                          .conditionExpression(condition)
                          .expressionAttributeNames(names(change + condition))
                          .expressionAttributeValues(values)
                          .returnValues(ReturnValue.ALL_NEW)
                          .returnValuesOnConditionCheckFailure(
                              ReturnValuesOnConditionCheckFailure.ALL_OLD))
              .attributes());
    } catch (ConditionalCheckFailedException refused) {
      return new Write.Refused(refused.hasItem() ? refused.item() : Map.of());
    } catch (SdkException failure) {
      throw StoreUnavailable.of(table.name(), "write " + what, failure);
    }
  }

  /** All writes, or none; false, and none, when a condition of one of them does not hold. */
  boolean together(String what, List<TransactWriteItem> writes) {
    for (int round = 1; ; round++) {
      try {
        dynamo.transactWriteItems(transaction -> transaction.transactItems(writes));
        return true;
      } catch (TransactionCanceledException cancelled) {
        if (reasons(cancelled).anyMatch(CONDITION::equals)) {
          return false;
        }
        // Another transaction is at one of the items, or the table is throttled.
        if (round == ROUNDS || !reasons(cancelled).allMatch(RunTable::passes)) {
          throw StoreUnavailable.of(table.name(), "write " + what, cancelled);
        }
        pause(round);
      } catch (SdkException failure) {
        throw StoreUnavailable.of(table.name(), "write " + what, failure);
      }
    }
  }

  private static Stream<String> reasons(TransactionCanceledException cancelled) {
    return cancelled.cancellationReasons().stream().map(CancellationReason::code);
  }

  /** Codes of API reference, TransactWriteItems. */
  private static boolean passes(@Nullable String code) {
    return code == null
        || switch (code) {
          case "None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded" ->
              true;
          default -> false;
        };
  }

  /** Hands over every item of a partition whose sort key begins so, in their order. */
  void each(
      String what,
      String partition,
      String prefix,
      String attributes,
      Consumer<Map<String, AttributeValue>> each) {
    QueryRequest.Builder query =
        QueryRequest.builder()
            .tableName(table.name())
            .consistentRead(true)
            .keyConditionExpression(
                prefix.isEmpty() ? "#pk = :pk" : "#pk = :pk AND begins_with(#sk, :sk)")
            .expressionAttributeNames(names("#pk" + (prefix.isEmpty() ? "" : "#sk") + attributes))
            .expressionAttributeValues(
                prefix.isEmpty()
                    ? Map.of(":pk", text(partition))
                    : Map.of(":pk", text(partition), ":sk", text(prefix)));
    if (!attributes.isEmpty()) {
      query.projectionExpression(attributes);
    }
    try {
      dynamo.queryPaginator(query.build()).items().forEach(each);
    } catch (SdkException failure) {
      throw StoreUnavailable.of(table.name(), "read " + what, failure);
    }
  }

  /** Waits before a write is tried again that others were faster with. */
  void pause(int round) {
    try {
      Thread.sleep(MILLIS.apply(round));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable(table.name(), "was not waited for: told to stop");
    }
  }

  StoreUnavailable tooMany(String what) {
    return new StoreUnavailable(
        table.name(), "is too busy to write " + what + ": others were always faster; try again");
  }

  StoreUnavailable damaged(String what, Throwable cause) {
    return new StoreUnavailable(
        table.name(),
        "give " + what + " as it was written (" + cause + ")",
        "restore it from a backup",
        cause);
  }

  /** A part of {@link #together}: puts an item where there is none. */
  TransactWriteItem adding(Map<String, AttributeValue> item) {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(table.name())
                    .item(item)
                    .conditionExpression("attribute_not_exists(pk)"))
        .build();
  }

  static Map<String, AttributeValue> item(
      Map<String, AttributeValue> key, Map<String, AttributeValue> attributes) {
    Map<String, AttributeValue> item = new HashMap<>(key);
    item.putAll(attributes);
    return item;
  }

  static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  /** A text of an item; a {@link IllegalArgumentException} when it has none. */
  static String text(Map<String, AttributeValue> item, String name) {
    return found(item, name).s();
  }

  static long number(Map<String, AttributeValue> item, String name) {
    return Long.parseLong(found(item, name).n());
  }

  static SdkBytes bytes(Map<String, AttributeValue> item, String name) {
    return found(item, name).b();
  }

  private static AttributeValue found(Map<String, AttributeValue> item, String name) {
    return Optional.ofNullable(item.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no attribute " + name));
  }

  static IllegalArgumentException noRun(RunId id) {
    return new IllegalArgumentException("no run " + id);
  }

  private static Map<String, String> names(String expression) {
    Map<String, String> names = new HashMap<>();
    Matcher attribute = ATTRIBUTE.matcher(expression);
    while (attribute.find()) {
      names.put(attribute.group(), attribute.group(1));
    }
    return names;
  }
}
