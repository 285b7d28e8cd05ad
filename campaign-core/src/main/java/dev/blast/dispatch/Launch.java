package dev.blast.dispatch;

import dev.blast.campaign.Throttle;
import dev.blast.dispatch.Passes.Latest;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.stage.Manifest;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Has a staged run dispatched: orders its shards, pass after pass. Thread-safe; blocks. Doing
 * anything here twice, also by two processes at a time, at worst sends messages again that the
 * ledger tells apart.
 */
public final class Launch {

  private final Passes passes;
  private final Checkpoints checkpoints;
  private final ShardOrders orders;

  public Launch(Passes passes, Checkpoints checkpoints, ShardOrders orders) {
    this.passes = passes;
    this.checkpoints = checkpoints;
    this.orders = orders;
  }

  /**
   * Orders the first pass, or the latest one whose orders may not all have been sent.
   *
   * @return false when all of the latest pass's orders were sent before
   */
  public boolean begin(Run run, Manifest manifest) {
    Optional<Latest> latest = passes.of(run.id());
    if (latest.isEmpty()) {
      return next(run, manifest);
    }
    if (latest.get().ordered()) {
      return false;
    }
    order(run, manifest, latest.get().pass());
    return true;
  }

  /**
   * Begins another pass over everything that is open.
   *
   * @return false when somebody else has begun one meanwhile
   */
  public boolean next(Run run, Manifest manifest) {
    Pass next =
        passes.of(run.id()).map(latest -> latest.pass().next()).orElse(Pass.first(run.id()));
    if (!passes.begin(next)) {
      return false;
    }
    order(run, manifest, next);
    return true;
  }

  /** Whether the latest pass has put everything on the queue. */
  public boolean isDispatched(RunId run, Manifest manifest) {
    return passes
        .of(run)
        .filter(latest -> undispatched(latest.pass(), manifest).isEmpty())
        .isPresent();
  }

  private List<Integer> undispatched(Pass pass, Manifest manifest) {
    return IntStream.range(0, manifest.shards().size())
        .filter(shard -> !isDispatched(pass, manifest, shard))
        .boxed()
        .toList();
  }

  private boolean isDispatched(Pass pass, Manifest manifest, int shard) {
    int envelopes = manifest.shards().get(shard).envelopes(manifest.packing());
    return checkpoints.next(pass, shard) >= envelopes;
  }

  private void order(Run run, Manifest manifest, Pass pass) {
    List<Integer> shards = undispatched(pass, manifest);
    if (!shards.isEmpty()) {
      orders.send(orders(run, manifest, pass, shards));
    }
    passes.ordered(pass);
  }

  /**
   * A pace that many processes kept would be a multiple of it: one keeps it for all shards. Which
   * way a run goes is its campaign's to say, once and for all: orders of both kinds at a time would
   * be faster than asked.
   */
  private static List<ShardOrder> orders(
      Run run, Manifest manifest, Pass pass, List<Integer> shards) {
    int all = manifest.shards().size();
    return switch (run.campaign().throttle()) {
      case Throttle.Limit limit ->
          List.of(new ShardOrder(pass, shards.getFirst(), shards.getLast() + 1, 1));
      case Throttle.Unlimited none ->
          shards.stream().map(shard -> new ShardOrder(pass, shard, shard + 1, all)).toList();
    };
  }
}
