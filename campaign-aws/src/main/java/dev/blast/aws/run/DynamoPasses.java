package dev.blast.aws.run;

import static dev.blast.aws.run.RunTable.number;

import dev.blast.aws.dynamo.BlastTable;
import dev.blast.dispatch.Pass;
import dev.blast.dispatch.Passes;
import dev.blast.run.RunId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The latest pass over each run, on the item with the run's state; read as it is now. Thread-safe;
 * throws {@link StoreUnavailable}.
 */
public final class DynamoPasses implements Passes {

  private static final String PASS = "pass";

  private final RunTable table;

  /**
   * @param dynamo not closed
   */
  public DynamoPasses(DynamoDbClient dynamo, BlastTable table) {
    this.table = new RunTable(dynamo, table);
  }

  @Override
  public Optional<Latest> of(RunId run) {
    return table
        .read(what(run), key(run), "#pass, #ordered")
        .filter(item -> item.containsKey(PASS))
        .map(
            item ->
                new Latest(
                    new Pass(run, Math.toIntExact(number(item, PASS))),
                    number(item, "ordered") == 1));
  }

  /**
   * {@inheritDoc}
   *
   * <p>A write whose answer was lost, and that the SDK repeats, answers false although it began the
   * pass: its orders are then sent by whoever finds a pass whose orders were not.
   */
  @Override
  public boolean begin(Pass pass) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":next", number(pass.number()));
    values.put(":no", number(0));
    String before = "attribute_not_exists(#pass)";
    if (pass.number() > 0) {
      before = "#pass = :before";
      values.put(":before", number(pass.number() - 1));
    }
    return switch (table.update(
        what(pass.run()),
        key(pass.run()),
        "SET #pass = :next, #ordered = :no",
        "attribute_exists(#state) AND " + before,
        values)) {
      case RunTable.Write.Done done -> true;
      case RunTable.Write.Refused(var there) -> {
        if (there.isEmpty()) {
          throw RunTable.noRun(pass.run());
        }
        yield false;
      }
    };
  }

  @Override
  public void ordered(Pass pass) {
    // Refused when it is not the latest any more.
    RunTable.Write write =
        table.update(
            what(pass.run()),
            key(pass.run()),
            "SET #ordered = :yes",
            "#pass = :this",
            Map.of(":yes", number(1), ":this", number(pass.number())));
  }

  private Map<String, AttributeValue> key(RunId run) {
    return table.keys().run(run, "state");
  }

  private static String what(RunId run) {
    return "the latest pass over " + run;
  }
}
