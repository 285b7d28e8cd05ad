package dev.blast.aws.run;

import static dev.blast.aws.run.RunTable.item;
import static dev.blast.aws.run.RunTable.noRun;
import static dev.blast.aws.run.RunTable.number;
import static dev.blast.aws.run.RunTable.text;

import dev.blast.aws.dynamo.BlastTable;
import dev.blast.aws.run.RunTable.Write;
import dev.blast.run.RunEvent;
import dev.blast.run.RunId;
import dev.blast.run.RunLog;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What was done to runs, an item for each event, numbered by a counter of the run: clocks of
 * several machines do not say what came first. Who dies between the two writes leaves a number out.
 * Thread-safe; throws {@link StoreUnavailable}.
 */
public final class DynamoRunLog implements RunLog {

  private final RunTable table;

  /**
   * @param dynamo not closed
   */
  public DynamoRunLog(DynamoDbClient dynamo, BlastTable table) {
    this.table = new RunTable(dynamo, table);
  }

  @Override
  public void add(RunId run, RunEvent event) {
    String what = "what was done to " + run;
    Write counted =
        table.update(
            what,
            table.keys().run(run, "state"),
            "ADD #events :one",
            "attribute_exists(#state)",
            Map.of(":one", number(1)));
    switch (counted) {
      case Write.Refused none -> throw noRun(run);
      case Write.Done(var state) ->
          table.put(
              what,
              item(
                  table.keys().run(run, BlastTable.event(number(state, "events"))),
                  Map.of(
                      "at", text(event.at().toString()),
                      "by", text(event.by()),
                      "what", text(event.what()))));
    }
  }

  @Override
  public List<RunEvent> of(RunId run) {
    List<RunEvent> events = new ArrayList<>();
    table.each(
        "what was done to " + run,
        table.keys().partition(run),
        BlastTable.EVENT,
        "#at,#by,#what",
        item -> events.add(event(run, item)));
    return events;
  }

  private RunEvent event(RunId run, Map<String, AttributeValue> item) {
    try {
      return new RunEvent(Instant.parse(text(item, "at")), text(item, "by"), text(item, "what"));
    } catch (IllegalArgumentException | DateTimeParseException damaged) {
      throw table.damaged("what was done to " + run, damaged);
    }
  }
}
