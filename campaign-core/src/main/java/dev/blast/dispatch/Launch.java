package dev.blast.dispatch;

import dev.blast.campaign.Throttle;
import dev.blast.dispatch.Passes.Pass;
import dev.blast.run.Run;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import dev.blast.stage.Manifest;
import java.util.List;
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
  private final RunControl control;

  public Launch(Passes passes, Checkpoints checkpoints, ShardOrders orders, RunControl control) {
    this.passes = passes;
    this.checkpoints = checkpoints;
    this.orders = orders;
    this.control = control;
  }

  /**
   * Orders the first pass, or the latest one whose orders may not all have been sent.
   *
   * @return false when all of the latest pass's orders were sent before
   */
  public boolean begin(Run run, Manifest manifest) {
    Pass latest = passes.of(run.id());
    if (latest.number() == 0) {
      return next(run, manifest);
    }
    if (latest.ordered()) {
      return false;
    }
    order(run, manifest, latest.number());
    return true;
  }

  /**
   * Begins another pass over everything that is open.
   *
   * @return false when somebody else has begun one meanwhile
   */
  public boolean next(Run run, Manifest manifest) {
    int number = passes.of(run.id()).number() + 1;
    if (!passes.begin(run.id(), number)) {
      return false;
    }
    order(run, manifest, number);
    return true;
  }

  /** Orders again what the latest pass has not dispatched, so that it is dispatched now. */
  public void again(Run run, Manifest manifest) {
    order(run, manifest, Math.max(1, passes.of(run.id()).number()));
  }

  /** The number of the latest pass; 0 before the first. */
  public int pass(RunId run) {
    return passes.of(run).number();
  }

  /** Whether the latest pass has put everything on the queue. */
  public boolean isDispatched(RunId run, Manifest manifest) {
    int pass = passes.of(run).number();
    return pass > 0
        && IntStream.range(0, manifest.shards().size())
            .allMatch(shard -> isDispatched(run, manifest, pass, shard));
  }

  private boolean isDispatched(RunId run, Manifest manifest, int pass, int shard) {
    int envelopes = manifest.shards().get(shard).envelopes(manifest.packing());
    return checkpoints.next(run, pass, shard) >= envelopes;
  }

  private void order(Run run, Manifest manifest, int pass) {
    List<Integer> shards =
        IntStream.range(0, manifest.shards().size())
            .filter(shard -> !isDispatched(run.id(), manifest, pass, shard))
            .boxed()
            .toList();
    if (!shards.isEmpty()) {
      orders.send(orders(run, pass, shards));
    }
    passes.ordered(run.id(), pass);
  }

  /** A pace that many processes kept would be a multiple of it: one keeps it for all shards. */
  private List<ShardOrder> orders(Run run, int pass, List<Integer> shards) {
    Throttle throttle = control.of(run.id()).throttle().orElse(run.campaign().throttle());
    return switch (throttle) {
      case Throttle.Limit limit ->
          List.of(new ShardOrder(run.id(), pass, shards.getFirst(), shards.getLast() + 1, 1));
      case Throttle.Unlimited none ->
          shards.stream()
              .map(shard -> new ShardOrder(run.id(), pass, shard, shard + 1, shards.size()))
              .toList();
    };
  }
}
