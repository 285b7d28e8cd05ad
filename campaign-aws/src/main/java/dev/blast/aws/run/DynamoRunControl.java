package dev.blast.aws.run;

import static dev.blast.aws.run.RunTable.item;
import static dev.blast.aws.run.RunTable.noRun;
import static dev.blast.aws.run.RunTable.number;
import static dev.blast.aws.run.RunTable.text;

import dev.blast.aws.dynamo.BlastTable;
import dev.blast.aws.run.RunTable.Write;
import dev.blast.run.Control;
import dev.blast.run.ControlJson;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What is asked of runs, an item for each. Thread-safe; throws {@link StoreUnavailable}.
 *
 * <p>Looking is eventually consistent: 1,000 senders look twice a second, at half a unit each, and
 * a partition gives 3,000 units a second (DynamoDB, "Burst and adaptive capacity"). DynamoDB's
 * copies agree "usually within one second or less" (API reference, GetItem). A change reads and
 * writes what is there now.
 */
public final class DynamoRunControl implements RunControl {

  private static final String ASKED = "asked";
  private static final String VERSION = "version";
  private static final String WRITER = "writer";

  private final RunTable table;

  /**
   * @param dynamo not closed
   */
  public DynamoRunControl(DynamoDbClient dynamo, BlastTable table) {
    this.table = new RunTable(dynamo, table);
  }

  /** The item that a run begins with. */
  static Map<String, AttributeValue> nothingAsked(Map<String, AttributeValue> key) {
    return item(key, Map.of(ASKED, text(json(Control.NONE)), VERSION, number(0)));
  }

  @Override
  public Control of(RunId id) {
    return table
        .glance(what(id), key(id), "#asked")
        .map(item -> control(id, item))
        .orElse(Control.NONE);
  }

  @Override
  public Control change(RunId id, UnaryOperator<Control> change) {
    Map<String, AttributeValue> there =
        table.read(what(id), key(id), "").orElseThrow(() -> noRun(id));
    String writer = UUID.randomUUID().toString();
    for (int round = 1; round <= RunTable.ROUNDS; round++) {
      Control before = control(id, there);
      Control asked = change.apply(before);
      if (asked.equals(before)) {
        // Many senders ask for the same at a time, such as a pause that is there already.
        return asked;
      }
      Write write =
          table.update(
              what(id),
              key(id),
              "SET #asked = :asked, #version = :next, #writer = :writer",
              "#version = :now",
              Map.of(
                  ":asked", text(json(asked)),
                  ":next", number(number(there, VERSION) + 1),
                  ":now", number(number(there, VERSION)),
                  ":writer", text(writer)));
      switch (write) {
        case Write.Done done -> {
          return asked;
        }
        case Write.Refused(var now) -> {
          if (now.isEmpty()) {
            throw noRun(id);
          }
          if (text(writer).equals(now.get(WRITER))) {
            // This change, whose answer was lost: the SDK sent it again.
            return asked;
          }
          there = now;
          table.pause(round);
        }
      }
    }
    throw table.tooMany(what(id));
  }

  private Map<String, AttributeValue> key(RunId id) {
    return table.keys().run(id, "control");
  }

  private static String what(RunId id) {
    return "what is asked of " + id;
  }

  private Control control(RunId id, Map<String, AttributeValue> item) {
    try {
      return ControlJson.read(text(item, ASKED).getBytes(StandardCharsets.UTF_8));
    } catch (IOException | RuntimeException damaged) {
      throw table.damaged(what(id), damaged);
    }
  }

  private static String json(Control asked) {
    try {
      return new String(ControlJson.write(asked), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
