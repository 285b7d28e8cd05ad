package dev.blast.aws.run;

import static dev.blast.aws.run.RunTable.item;
import static dev.blast.aws.run.RunTable.noRun;
import static dev.blast.aws.run.RunTable.number;
import static dev.blast.aws.run.RunTable.text;

import dev.blast.aws.dynamo.BlastTable;
import dev.blast.aws.run.RunTable.Write;
import dev.blast.aws.s3.RunObjects;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.Origin;
import dev.blast.run.KeyForm;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
import dev.blast.stage.Manifest;
import dev.blast.stage.ManifestCodec;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Runs on DynamoDB, and their manifests in S3: too large for an item, named by their content, and
 * frozen by the name that the run's item keeps. Thread-safe; blocks. Throws {@link
 * StoreUnavailable} and {@link dev.blast.aws.s3.ObjectsUnavailable}.
 *
 * <p>The campaign, which may be large and never changes, is an item of its own, so that a change of
 * state costs one write unit.
 */
public final class DynamoRuns implements Runs {

  /** An item holds 400 KB (DynamoDB, "Quotas"), names and all. */
  static final int LARGEST_TEXT = 300 * 1024;

  private static final String RUN = "run";
  private static final String STATE = "state";
  private static final String CONTROL = "control";
  private static final String MANIFEST = "manifest";

  private final RunTable table;
  private final RunObjects objects;
  private final BiFunction<Origin, String, CampaignReader.Reading> reader;
  private final Map<RunId, Run> found = new ConcurrentHashMap<>();
  private final Map<RunId, Manifest> frozen = new ConcurrentHashMap<>();

  /**
   * @param dynamo not closed
   * @param objects where manifests are kept
   */
  public DynamoRuns(DynamoDbClient dynamo, BlastTable table, RunObjects objects) {
    this(dynamo, table, objects, CampaignReader::readFrozen);
  }

  DynamoRuns(
      DynamoDbClient dynamo,
      BlastTable table,
      RunObjects objects,
      BiFunction<Origin, String, CampaignReader.Reading> reader) {
    this.table = new RunTable(dynamo, table);
    this.objects = objects;
    this.reader = reader;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException for a campaign file above 300 KB
   */
  @Override
  public boolean open(Run run) {
    return open(run, RunState.OPENED);
  }

  @Override
  public boolean skip(Run run) {
    return open(run, RunState.SKIPPED);
  }

  private boolean open(Run run, RunState first) {
    CampaignFile file = run.file();
    int size = file.text().getBytes(StandardCharsets.UTF_8).length;
    if (size > LARGEST_TEXT) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %,d bytes, and a run on DynamoDB keeps %,d of its campaign; shorten the message, or refer to what is large by a URL",
              file.origin(),
              size,
              LARGEST_TEXT));
    }
    RunId id = run.id();
    BlastTable keys = table.keys();
    Map<String, AttributeValue> named = Map.of(RUN, text(id.toString()));
    return table.together(
        "the run " + id,
        List.of(
            table.adding(
                item(
                    keys.run(id, RUN),
                    Map.of(
                        "origin", text(file.origin().address()),
                        "campaign", text(file.text()),
                        "deadline", text(run.deadline().toString()),
                        "keys", text(run.keys().word())))),
            table.adding(
                item(keys.run(id, STATE), Map.of(STATE, text(first.name()), "events", number(0)))),
            table.adding(DynamoRunControl.nothingAsked(keys.run(id, CONTROL))),
            table.adding(item(keys.listed(id), named)),
            table.adding(item(keys.listedByCampaign(id), named))));
  }

  @Override
  public Optional<Run> find(RunId id) {
    Run known = found.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Run> read =
        table.read("the run " + id, table.keys().run(id, RUN), "").map(item -> run(id, item));
    read.ifPresent(run -> found.put(id, run));
    return read;
  }

  private Run run(RunId id, Map<String, AttributeValue> item) {
    try {
      Instant deadline = Instant.parse(text(item, "deadline"));
      KeyForm keys = KeyForm.named(Optional.ofNullable(item.get("keys")).map(AttributeValue::s));
      return switch (reader.apply(new Origin(text(item, "origin")), text(item, "campaign"))) {
        case CampaignReader.Reading.Read(CampaignFile file) -> new Run(id, file, deadline, keys);
        case CampaignReader.Reading.Rejected(var problems) ->
            throw new StoreUnavailable(
                table.keys().name(),
                "holds the campaign of %s, which this version of Blast does not understand (%s); use the version that opened the run"
                    .formatted(id, problems.getFirst()));
      };
    } catch (IllegalArgumentException | DateTimeParseException damaged) {
      throw table.damaged("the run " + id, damaged);
    }
  }

  @Override
  public Optional<RunState> state(RunId id) {
    return stateItem(id, "#state").map(item -> state(id, item));
  }

  private Optional<Map<String, AttributeValue>> stateItem(RunId id, String attributes) {
    return table.read("the state of " + id, table.keys().run(id, STATE), attributes);
  }

  private RunState state(RunId id, Map<String, AttributeValue> item) {
    try {
      return RunState.valueOf(text(item, STATE));
    } catch (IllegalArgumentException damaged) {
      throw table.damaged("the state of " + id, damaged);
    }
  }

  @Override
  public RunState advance(RunId id, RunState.Event event) {
    RunState state = state(id).orElseThrow(() -> noRun(id));
    for (int round = 1; round <= RunTable.ROUNDS; round++) {
      Optional<RunState> next = state.after(event);
      if (next.isEmpty()) {
        return state;
      }
      Write write =
          table.update(
              "the state of " + id,
              table.keys().run(id, STATE),
              "SET #state = :next",
              "#state = :now",
              Map.of(":next", text(next.get().name()), ":now", text(state.name())));
      switch (write) {
        case Write.Done done -> {
          return next.get();
        }
        case Write.Refused(var there) -> state = state(id, there);
      }
    }
    throw table.tooMany("the state of " + id);
  }

  @Override
  public void freeze(RunId id, Manifest manifest) {
    if (state(id).isEmpty()) {
      throw noRun(id);
    }
    String name =
        objects.freeze(
            RunObjects.of(id, "manifest"),
            ManifestCodec.encode(manifest),
            ".json",
            "application/json");
    Write write =
        table.update(
            "the manifest of " + id,
            table.keys().run(id, STATE),
            "SET #manifest = :name",
            "attribute_exists(#state) AND (attribute_not_exists(#manifest) OR #manifest = :name)",
            Map.of(":name", text(name)));
    // An equal manifest may be written differently, by another version or in another order.
    if (write instanceof Write.Refused && !manifest(id).equals(Optional.of(manifest))) {
      throw new IllegalArgumentException("another manifest of " + id + " is frozen");
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Empty as well for a run that is over and whose manifest is gone: the bucket forgets what is
   * old.
   */
  @Override
  public Optional<Manifest> manifest(RunId id) {
    Manifest known = frozen.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Manifest> read =
        stateItem(id, "#manifest, #state")
            .filter(item -> item.containsKey(MANIFEST))
            .flatMap(item -> manifest(id, item));
    read.ifPresent(manifest -> frozen.put(id, manifest));
    return read;
  }

  private Optional<Manifest> manifest(RunId id, Map<String, AttributeValue> item) {
    String name = text(item, MANIFEST);
    if (state(id, item).isFinal()) {
      return objects.findFrozen(name).map(content -> decoded(name, content));
    }
    return Optional.of(decoded(name, objects.frozen(name)));
  }

  private Manifest decoded(String name, byte[] content) {
    try {
      return ManifestCodec.decode(content);
    } catch (UncheckedIOException damaged) {
      throw new StoreUnavailable(
          table.keys().name(),
          "names a manifest that cannot be used: %s (%s)"
              .formatted(objects.address(name), damaged.getMessage()));
    }
  }

  @Override
  public List<RunId> all() {
    return listed(BlastTable.RUNS);
  }

  @Override
  public List<RunId> ofCampaign(String campaignId) {
    return listed(BlastTable.runsOf(campaignId));
  }

  private List<RunId> listed(String partition) {
    List<RunId> ids = new ArrayList<>();
    table.each(
        "the list of runs",
        partition,
        "",
        "#run",
        item -> RunId.parse(text(item, RUN)).ifPresent(ids::add));
    ids.sort(RunId.NEWEST_FIRST);
    return ids;
  }
}
