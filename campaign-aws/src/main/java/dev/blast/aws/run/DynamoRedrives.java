package dev.blast.aws.run;

import static dev.blast.aws.run.RunTable.number;
import static dev.blast.aws.run.RunTable.text;

import dev.blast.aws.dynamo.BlastTable;
import dev.blast.aws.run.RunTable.Write;
import dev.blast.outcome.Outcome;
import dev.blast.redrive.Redrives;
import dev.blast.redrive.Selection;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The latest redrive of each run, on the item with the run's state, so that both change in one
 * conditional write; read as they are now. Thread-safe; throws {@link StoreUnavailable}.
 *
 * <p>A write says whose it is. One whose answer was lost, and that the SDK repeats, finds itself.
 */
public final class DynamoRedrives implements Redrives {

  private static final String STATE = "state";
  private static final String REDRIVE = "redrive";
  private static final String OUTCOMES = "outcomes";
  private static final String REASON = "reason";
  private static final String UNTIL = "until";
  private static final String WRITER = "writer";

  private final RunTable table;

  /**
   * @param dynamo not closed
   */
  public DynamoRedrives(DynamoDbClient dynamo, BlastTable table) {
    this.table = new RunTable(dynamo, table);
  }

  @Override
  public int latest(RunId run) {
    return item(run, "#" + REDRIVE).map(DynamoRedrives::latest).orElse(0);
  }

  private static int latest(Map<String, AttributeValue> item) {
    return item.containsKey(REDRIVE) ? Math.toIntExact(number(item, REDRIVE)) : 0;
  }

  private Optional<Map<String, AttributeValue>> item(RunId run, String attributes) {
    return table.read(what(run), key(run), attributes);
  }

  @Override
  public Optional<Redrive> begin(RunId run, Selection selection, Instant until) {
    Map<String, AttributeValue> before =
        item(run, "#state, #redrive").orElseThrow(() -> RunTable.noRun(run));
    Optional<RunState> next = state(run, before).after(RunState.Event.REDRIVE_BEGUN);
    if (next.isEmpty()) {
      return Optional.empty();
    }
    Redrive redrive = new Redrive(run, latest(before) + 1, selection, until);
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":outcomes", text(words(selection)));
    values.put(":reason", text(selection.code().orElse("")));
    values.put(":until", text(until.toString()));
    values.put(":number", number(redrive.number()));
    boolean begun =
        move(
            run,
            before,
            next.get(),
            ", #redrive = :number, #outcomes = :outcomes, #reason = :reason, #until = :until",
            values);
    return Optional.of(redrive).filter(ours -> begun);
  }

  /** Writes the next state, where state and redrive are still the same. */
  private boolean move(
      RunId run,
      Map<String, AttributeValue> before,
      RunState next,
      String more,
      Map<String, AttributeValue> values) {
    String writer = UUID.randomUUID().toString();
    Map<String, AttributeValue> all = new HashMap<>(values);
    all.put(":next", text(next.name()));
    all.put(":now", text(text(before, STATE)));
    all.put(":writer", text(writer));
    String same = "attribute_not_exists(#redrive)";
    if (before.containsKey(REDRIVE)) {
      same = "#redrive = :before";
      all.put(":before", number(latest(before)));
    }
    return switch (table.update(
        what(run),
        key(run),
        "SET #state = :next, #writer = :writer" + more,
        "#state = :now AND " + same,
        all)) {
      case Write.Done done -> true;
      case Write.Refused(var there) ->
          there.containsKey(WRITER) && text(there, WRITER).equals(writer);
    };
  }

  @Override
  public Optional<Redrive> reopening(RunId run) {
    return item(run, "#state, #redrive, #outcomes, #reason, #until")
        .filter(item -> state(run, item) == RunState.REOPENING)
        .map(item -> redrive(run, item));
  }

  @Override
  public boolean reopened(Redrive redrive) {
    RunId run = redrive.run();
    Optional<Map<String, AttributeValue>> before = item(run, "#state, #redrive");
    if (before.isEmpty() || latest(before.get()) != redrive.number()) {
      return false;
    }
    Optional<RunState> next = state(run, before.get()).after(RunState.Event.REOPENED);
    return next.isPresent() && move(run, before.get(), next.get(), "", Map.of());
  }

  @Override
  public boolean close(RunId run, int number) {
    for (int round = 1; round <= RunTable.ROUNDS; round++) {
      Map<String, AttributeValue> before =
          item(run, "#state, #redrive").orElseThrow(() -> RunTable.noRun(run));
      RunState state = state(run, before);
      if (latest(before) != number) {
        return false;
      }
      Optional<RunState> next = state.after(RunState.Event.BOOKS_BALANCED);
      if (next.isEmpty() || move(run, before, next.get(), "", Map.of())) {
        return next.orElse(state) == RunState.CLOSED;
      }
      // Dispatched meanwhile, or closed by another; what is now decides.
    }
    throw table.tooMany("the state of " + run);
  }

  private RunState state(RunId run, Map<String, AttributeValue> item) {
    try {
      return RunState.valueOf(text(item, STATE));
    } catch (IllegalArgumentException damaged) {
      throw table.damaged("the state of " + run, damaged);
    }
  }

  private Redrive redrive(RunId run, Map<String, AttributeValue> item) {
    try {
      Selection selection =
          new Selection(
              Arrays.stream(text(item, OUTCOMES).split(","))
                  .map(word -> Outcome.valueOf(word.toUpperCase(Locale.ROOT)))
                  .collect(Collectors.toSet()),
              Optional.of(text(item, REASON)).filter(code -> !code.isEmpty()));
      return new Redrive(run, latest(item), selection, Instant.parse(text(item, UNTIL)));
    } catch (IllegalArgumentException | DateTimeParseException damaged) {
      throw table.damaged("the redrive of " + run, damaged);
    }
  }

  private static String words(Selection selection) {
    return selection.outcomes().stream()
        .map(Outcome::word)
        .sorted()
        .collect(Collectors.joining(","));
  }

  private Map<String, AttributeValue> key(RunId run) {
    return table.keys().run(run, STATE);
  }

  private static String what(RunId run) {
    return "the redrive of " + run;
  }
}
