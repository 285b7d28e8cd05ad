package dev.blast.aws.run;

import static dev.blast.aws.run.RunTable.number;

import dev.blast.aws.dynamo.BlastTable;
import dev.blast.dispatch.Checkpoints;
import dev.blast.dispatch.Pass;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How far passes have come, an item for each shard; read as it is now. Thread-safe; throws {@link
 * StoreUnavailable}.
 */
public final class DynamoCheckpoints implements Checkpoints {

  private final RunTable table;

  /**
   * @param dynamo not closed
   */
  public DynamoCheckpoints(DynamoDbClient dynamo, BlastTable table) {
    this.table = new RunTable(dynamo, table);
  }

  @Override
  public int next(Pass pass, int shard) {
    return table
        .read(what(pass, shard), key(pass, shard), "#next")
        .map(item -> Math.toIntExact(number(item, "next")))
        .orElse(0);
  }

  @Override
  public void reached(Pass pass, int shard, int next) {
    // Refused where another dispatch of the shard has come further.
    RunTable.Write write =
        table.update(
            what(pass, shard),
            key(pass, shard),
            "SET #next = :next",
            "attribute_not_exists(#next) OR #next < :next",
            Map.of(":next", number(next)));
  }

  private Map<String, AttributeValue> key(Pass pass, int shard) {
    return table.keys().checkpoint(pass.run(), pass.number(), shard);
  }

  private static String what(Pass pass, int shard) {
    return "the checkpoint of shard %d of %s".formatted(shard, pass.run());
  }
}
