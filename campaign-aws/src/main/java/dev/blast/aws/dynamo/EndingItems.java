package dev.blast.aws.dynamo;

import dev.blast.aws.dynamo.Requests.Update;
import dev.blast.aws.dynamo.Requests.Written;
import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How a run was ended, if it was, in {@value BlastTable#SPREAD} copies: every claim reads one, and
 * an item can be read 3,000 times a second. Copy 0 decides. It is the first that is written when
 * the run ends, so that the first ending stays; the last that hears that the sweep is over, and the
 * last that goes: a call that broke off is finished by the next one. Thread-safe.
 */
final class EndingItems {

  private static final String MISSING = "attribute_not_exists(pk)";
  private static final String THERE = "attribute_exists(pk)";

  private final Requests requests;

  /**
   * @param unclaimed recipients whose envelopes were never claimed; {@link #UNCOUNTED} before the
   *     sweep is over
   */
  record Found(Ending ending, long unclaimed) {
    static final long UNCOUNTED = -1;

    boolean isOver() {
      return unclaimed != UNCOUNTED;
    }
  }

  EndingItems(Requests requests) {
    this.requests = requests;
  }

  Optional<Found> find(RunId run) {
    return find(run, 0);
  }

  /** The copy for those who claim this envelope. */
  Optional<Found> findFor(EnvelopeId id) {
    return find(id.run(), Math.floorMod(id.shard() + id.sequence(), BlastTable.SPREAD));
  }

  private Optional<Found> find(RunId run, int copy) {
    return requests.get(run, requests.table().ending(run, copy)).map(EndingItems::read);
  }

  /** Ends the run, unless it was; all copies are there when this returns. */
  void write(RunId run, Ending ending) {
    Written first = requests.put(run, item(run, 0, ending), MISSING, Map.of());
    Ending stays =
        switch (first) {
          case Written.Done done -> ending;
          case Written.Refused(Map<String, AttributeValue> found) -> read(found).ending();
        };
    others(run, copy -> requests.put(run, item(run, copy, stays), MISSING, Map.of()));
  }

  /** {@link #find}, after the copies that a broken call left out were added. */
  Optional<Found> complete(RunId run) {
    Optional<Found> first = find(run);
    if (first.isPresent() && !first.get().isOver()) {
      others(
          run,
          copy -> {
            if (find(run, copy).isEmpty()) {
              requests.put(run, item(run, copy, first.get().ending()), MISSING, Map.of());
            }
          });
    }
    return first;
  }

  /**
   * Begins a sweep: of several, the one that began last may say that it is over.
   *
   * @return what {@link #over} wants to know
   */
  String begin(RunId run) {
    String sweep = UUID.randomUUID().toString();
    requests.update(
        run,
        requests.table().ending(run, 0),
        new Update("SET w = :w", "", THERE, Map.of(":w", Requests.text(sweep))));
    return sweep;
  }

  /**
   * The sweep is over.
   *
   * @param unclaimed recipients whose envelopes were never claimed
   * @return false, and nothing has changed, when another one began since
   */
  boolean over(RunId run, String sweep, long unclaimed) {
    Map<String, AttributeValue> count = Map.of(":c", Requests.number(unclaimed));
    others(
        run,
        copy ->
            requests.update(
                run,
                requests.table().ending(run, copy),
                new Update("SET c = :c", "", THERE, count)));
    Map<String, AttributeValue> values = new HashMap<>(count);
    values.put(":w", Requests.text(sweep));
    Written written =
        requests.update(
            run, requests.table().ending(run, 0), new Update("SET c = :c", "", "w = :w", values));
    return written instanceof Written.Done;
  }

  /** The run goes on; another ending than this one stays. */
  void delete(RunId run, Ending ending) {
    others(run, copy -> delete(run, copy, ending));
    delete(run, 0, ending);
  }

  private void delete(RunId run, int copy, Ending ending) {
    Written gone =
        requests.delete(
            run,
            requests.table().ending(run, copy),
            MISSING + " OR (k = :k AND a = :a)",
            Map.of(
                ":k", Requests.text(ending.outcome().word()),
                ":a", Requests.number(ending.at().toEpochMilli())));
  }

  private interface Task {
    void of(int copy);
  }

  private static void others(RunId run, Task task) {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    IntStream.range(1, BlastTable.SPREAD)
        .forEach(
            copy ->
                tasks.add(
                    () -> {
                      task.of(copy);
                      return true;
                    }));
    Together.all(run, tasks);
  }

  private Map<String, AttributeValue> item(RunId run, int copy, Ending ending) {
    Map<String, AttributeValue> item = new HashMap<>(requests.table().ending(run, copy));
    item.put("k", Requests.text(ending.outcome().word()));
    item.put("r", Requests.text(ending.reason().code()));
    item.put("d", Requests.text(ending.reason().detail()));
    item.put("a", Requests.number(ending.at().toEpochMilli()));
    return item;
  }

  private static Found read(Map<String, AttributeValue> item) {
    AttributeValue outcome = item.get("k");
    AttributeValue code = item.get("r");
    AttributeValue detail = item.get("d");
    AttributeValue at = item.get("a");
    if (outcome == null || code == null || detail == null || at == null) {
      throw LedgerUnreachable.damaged("the ending of a run, " + item.keySet() + ",", null);
    }
    Ending ending =
        new Ending(
            Outcome.valueOf(outcome.s().toUpperCase(Locale.ROOT)),
            new Reason(code.s(), detail.s()),
            Instant.ofEpochMilli(Long.parseLong(at.n())));
    AttributeValue unclaimed = item.get("c");
    return new Found(ending, unclaimed == null ? Found.UNCOUNTED : Long.parseLong(unclaimed.n()));
  }
}
