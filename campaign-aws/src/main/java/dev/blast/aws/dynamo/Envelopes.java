package dev.blast.aws.dynamo;

import dev.blast.aws.dynamo.Requests.Update;
import dev.blast.aws.dynamo.Requests.Written;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The envelopes on the table, one by one and all of a run. Thread-safe. */
final class Envelopes {

  // Of all generators this is the one that does not repeat itself in the processes that begin with
  // one SnapStart snapshot ("Handling uniqueness with Lambda SnapStart").
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Requests requests;
  private final Counters counters;
  private final ToIntFunction<RunId> shards;

  Envelopes(Requests requests, Counters counters, ToIntFunction<RunId> shards) {
    this.requests = requests;
    this.counters = counters;
    this.shards = shards;
  }

  /** A fencing token that nobody else has. */
  static long newToken() {
    return RANDOM.nextLong() >>> 1;
  }

  Optional<EnvelopeItem> find(EnvelopeId id) {
    return requests.get(id.run(), requests.table().envelope(id)).flatMap(EnvelopeItem::of);
  }

  /**
   * Writes other standings where nothing has changed since the item was read, ends its lease,
   * fences off who held it, and counts the change.
   *
   * @return false, and nothing is written, when it has changed
   */
  boolean rewrite(EnvelopeId id, EnvelopeItem item, List<Standing> before, List<Standing> after) {
    long token = newToken();
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":o", Requests.number(after.size() - OutcomeCounts.settled(after)));
    values.put(":s", StandingsAttribute.of(after));
    values.put(":new", Requests.number(token));
    values.put(":t", Requests.number(item.token()));
    if (item.isLeased()) {
      values.put(":u", Requests.number(item.leaseUntil()));
    }
    String unchanged = item.isLeased() ? "u = :u" : "attribute_not_exists(u)";
    Written written =
        requests.update(
            id.run(),
            requests.table().envelope(id),
            new Update("SET o = :o, s = :s, t = :new", "u, p", "t = :t AND " + unchanged, values));
    boolean done =
        switch (written) {
          case Written.Done wrote -> true;
          // an earlier attempt of this request, whose answer was lost
          case Written.Refused(Map<String, AttributeValue> found) ->
              EnvelopeItem.of(found).filter(now -> now.token() == token).isPresent();
        };
    if (done) {
      counters.add(id.run(), OutcomeCounts.change(before, after));
    }
    return done;
  }

  /** Everybody has an outcome: who was open, this one. */
  static List<Standing> over(List<Standing> standings, Function<Standing.Open, Standing> outcome) {
    return standings.stream()
        .map(each -> each instanceof Standing.Open open ? outcome.apply(open) : each)
        .toList();
  }

  /** Hands over the envelopes of a shard in the order of their sequence numbers. */
  void ofShard(RunId run, int shard, BiConsumer<EnvelopeId, EnvelopeItem> each) {
    requests.query(
        run,
        requests.table().shard(run, shard),
        item ->
            each.accept(
                new EnvelopeId(run, shard, EnvelopeItem.sequence(item)),
                EnvelopeItem.of(item).orElseThrow()));
  }

  /** Does something with each shard of the run, several at a time; the answers in their order. */
  <T> List<T> ofShards(RunId run, IntFunction<T> task) {
    List<Callable<T>> tasks = new ArrayList<>();
    for (int shard = 0; shard < shards.applyAsInt(run); shard++) {
      int number = shard;
      tasks.add(() -> task.apply(number));
    }
    return Together.all(run, tasks);
  }

  /** Refuses an envelope without recipients. */
  static void holdsSomebody(EnvelopeId id, int recipients) {
    if (recipients < 1) {
      throw new IllegalArgumentException(id + " holds nobody");
    }
  }

  /** Refuses another number of recipients than the ledger knows. */
  static void same(EnvelopeId id, int known, int asked) {
    if (known != asked) {
      throw new IllegalArgumentException(otherSize(id, known, asked));
    }
  }

  static String otherSize(EnvelopeId id, int known, int asked) {
    return id + " holds " + known + " recipients in the ledger, not " + asked;
  }
}
