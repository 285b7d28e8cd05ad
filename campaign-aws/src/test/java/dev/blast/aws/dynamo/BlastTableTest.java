package dev.blast.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.outcome.Standing;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is on the table, as an operator sees it. */
class BlastTableTest extends LedgerScene {

  @Test
  void everyItemHasItsKeyAndIsKeptForTheTimeThatWasSet() {
    settle(ledger, SECOND, SENT, Standing.UNTRIED);
    granted(claim(ledger, FIRST, 2));
    ledger.flush();
    ledger.end(RUN, CANCELLED);
    ledger.sweep(RUN, CANCELLED, 4, LATER);

    List<Map<String, AttributeValue>> items = items();
    String kept = Long.toString(Ledgers.CLOCK.instant().plus(Ledgers.KEPT).getEpochSecond());
    assertThat(items).allSatisfy(item -> assertThat(text(item, "ttl")).isEqualTo(kept));
    String run = "run#morning@20260301T080000Z#";
    List<String> keys =
        items.stream()
            .map(item -> text(item, "pk") + " " + text(item, "sk"))
            .filter(key -> !key.contains("#counts#"))
            .toList();
    assertThat(keys)
        .hasSize(2 + BlastTable.SPREAD)
        .contains(
            run + "shard#0 0000000000",
            run + "shard#1 0000000007",
            run + "ending#0 ending",
            run + "ending#15 ending");
    assertThat(items.stream().filter(item -> text(item, "pk").startsWith(run + "counts#")))
        .singleElement()
        .satisfies(
            item ->
                assertThat(value(item, "c").m())
                    .containsOnlyKeys("sent:", "cancelled:cancelled", "unconfirmed:cancelled"));
  }

  private List<Map<String, AttributeValue>> items() {
    return ledgers
        .dynamo()
        .client()
        .scan(scan -> scan.tableName(ledgers.dynamo().table().name()))
        .items();
  }

  private static String text(Map<String, AttributeValue> item, String attribute) {
    AttributeValue value = value(item, attribute);
    return value.s() == null ? value.n() : value.s();
  }

  private static AttributeValue value(Map<String, AttributeValue> item, String attribute) {
    return Objects.requireNonNull(item.get(attribute), attribute);
  }
}
