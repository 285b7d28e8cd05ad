package dev.blast.aws.dynamo;

import dev.blast.run.RunId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The run's counts, kept apart from its envelopes: one item for each process, with everything that
 * it has counted since it began. Writing it again, or twice, counts nobody twice, which adding to a
 * common counter would when an answer is lost. Thread-safe.
 */
final class Counters {

  /** The item that makes up for what processes took with them; see {@link #correct}. */
  private static final String CORRECTION = "correction";

  private final Requests requests;
  private final Map<RunId, Own> own = new ConcurrentHashMap<>();

  Counters(Requests requests) {
    this.requests = requests;
  }

  /** What this process has counted of a run. */
  private static final class Own {

    // Made with the first count and not with the ledger: a ledger that is part of a SnapStart
    // snapshot lives on in many processes, whose items must not be the same one.
    private final String process = UUID.randomUUID().toString();
    private final OutcomeCounts counts = new OutcomeCounts();
    private long version;
    private long written;

    synchronized void add(OutcomeCounts change) {
      counts.add(change);
      version++;
    }

    synchronized @Nullable Snapshot unwritten() {
      return version == written ? null : new Snapshot(version, counts.attribute());
    }

    synchronized void written(long upTo) {
      written = Math.max(written, upTo);
    }

    private record Snapshot(long version, AttributeValue counts) {}
  }

  /** Counts a change that was made; {@link #flush} writes it. */
  void add(RunId run, OutcomeCounts change) {
    if (!change.isZero()) {
      own.computeIfAbsent(run, first -> new Own()).add(change);
    }
  }

  /** Writes what was counted since the last time, of every run. What fails is kept. */
  void flush() {
    own.forEach(this::flush);
  }

  /** Writes what was counted since the last time. What fails is kept. */
  void flush(RunId run) {
    Own counted = own.get(run);
    if (counted != null) {
      flush(run, counted);
    }
  }

  private void flush(RunId run, Own counted) {
    Own.Snapshot snapshot = counted.unwritten();
    if (snapshot == null) {
      return;
    }
    Map<String, AttributeValue> item =
        new HashMap<>(
            BlastTable.key(
                requests
                    .table()
                    .counts(run, Math.floorMod(counted.process.hashCode(), BlastTable.SPREAD)),
                counted.process));
    item.put("c", snapshot.counts());
    item.put("v", Requests.number(snapshot.version()));
    // A newer one is there when two threads flush, or a request that was given up arrives late:
    // whoever wrote it knew more.
    requests.put(
        run,
        item,
        "attribute_not_exists(v) OR v < :v",
        Map.of(":v", Requests.number(snapshot.version())));
    counted.written(snapshot.version());
  }

  /** The sum of what all processes have written. */
  OutcomeCounts sum(RunId run) {
    OutcomeCounts sum = new OutcomeCounts();
    items(run).forEach(item -> sum.add(counts(item)));
    return sum;
  }

  /**
   * Makes the sum what it should be. Absolute, so a repeated call corrects nothing twice.
   *
   * @param truth as counted over the envelopes
   * @param before the {@link #sum} that was read before they were counted
   * @return false, and nothing is written, when somebody wrote counts since then
   */
  boolean correct(RunId run, OutcomeCounts truth, OutcomeCounts before) {
    OutcomeCounts sum = new OutcomeCounts();
    OutcomeCounts correction = new OutcomeCounts();
    correction.add(truth);
    for (Map<String, AttributeValue> item : items(run)) {
      sum.add(counts(item));
      if (!isCorrection(item)) {
        correction.subtract(counts(item));
      }
    }
    if (!sum.sameAs(before)) {
      return false;
    }
    if (!sum.sameAs(truth)) {
      Map<String, AttributeValue> item =
          new HashMap<>(BlastTable.key(requests.table().counts(run, 0), CORRECTION));
      item.put("c", correction.attribute());
      requests.put(run, item);
    }
    return true;
  }

  private static OutcomeCounts counts(Map<String, AttributeValue> item) {
    OutcomeCounts counts = new OutcomeCounts();
    AttributeValue written = item.get("c");
    if (written != null) {
      counts.add(written);
    }
    return counts;
  }

  private static boolean isCorrection(Map<String, AttributeValue> item) {
    return Requests.text(CORRECTION).equals(item.get(BlastTable.SK));
  }

  private List<Map<String, AttributeValue>> items(RunId run) {
    List<Callable<List<Map<String, AttributeValue>>>> parts = new ArrayList<>();
    for (int part = 0; part < BlastTable.SPREAD; part++) {
      String pk = requests.table().counts(run, part);
      parts.add(
          () -> {
            List<Map<String, AttributeValue>> items = new ArrayList<>();
            requests.query(run, pk, items::add);
            return items;
          });
    }
    return Together.all(run, parts).stream().flatMap(List::stream).toList();
  }
}
