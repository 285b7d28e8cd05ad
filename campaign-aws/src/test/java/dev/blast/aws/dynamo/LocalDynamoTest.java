package dev.blast.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** What the tests of everything on the table rely on. */
class LocalDynamoTest {

  private final LocalDynamo dynamo = new LocalDynamo();
  private final String name = dynamo.table().name();

  @AfterEach
  void close() {
    dynamo.close();
  }

  @Test
  void aFailedConditionGivesBackTheItemItFound() {
    put(bytes(3_000));

    assertThatThrownBy(
            () ->
                dynamo
                    .client()
                    .putItem(
                        put ->
                            put.tableName(name)
                                .item(BlastTable.key("a", "b"))
                                .conditionExpression("attribute_not_exists(pk)")
                                .returnValuesOnConditionCheckFailure(
                                    ReturnValuesOnConditionCheckFailure.ALL_OLD)))
        .isInstanceOfSatisfying(
            ConditionalCheckFailedException.class,
            failed -> assertThat(failed.item().get("s")).isEqualTo(bytes(3_000)));
    assertThat(dynamo.units().written()).as("three kilobytes twice").isEqualTo(6);
  }

  @Test
  void readsAreCountedByWhatTheyRead() {
    put(bytes(5_000));
    dynamo.units().reset();
    dynamo
        .client()
        .getItem(get -> get.tableName(name).key(BlastTable.key("a", "b")).consistentRead(true));

    assertThat(dynamo.units().read()).isEqualTo(2);
    assertThat(dynamo.units().written()).isZero();
  }

  @Test
  @DisabledIfEnvironmentVariable(named = "AWS_ENDPOINT_URL_DYNAMODB", matches = ".+")
  void writesToATableAreCountedWhoeverAsksForThem() {
    put(bytes(3_000));
    try (LocalDynamo another = new LocalDynamo()) {
      another
          .client()
          .putItem(put -> put.tableName(name).item(BlastTable.key("another", "process's")));
      assertThat(another.written()).isZero();
    }

    assertThat(dynamo.written()).isEqualTo(4);
    assertThat(dynamo.units().written()).isEqualTo(3);
  }

  @Test
  void aLostAnswerIsRepeatedByTheSdk() {
    List<String> lost = new ArrayList<>();
    dynamo
        .wire()
        .after(
            (operation, body) -> {
              if (lost.isEmpty()) {
                lost.add(operation);
                throw new IOException("connection reset by peer");
              }
            });
    put(bytes(1));

    assertThat(lost).containsExactly("PutItem");
  }

  private void put(AttributeValue content) {
    Map<String, AttributeValue> item = new HashMap<>(BlastTable.key("a", "b"));
    item.put("s", content);
    dynamo.client().putItem(put -> put.tableName(name).item(item));
  }

  private static AttributeValue bytes(int size) {
    return AttributeValue.fromB(SdkBytes.fromByteArray(new byte[size]));
  }
}
