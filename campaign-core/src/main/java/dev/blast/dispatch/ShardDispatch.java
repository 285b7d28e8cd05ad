package dev.blast.dispatch;

import dev.blast.audience.AudienceFile;
import dev.blast.dispatch.Dispatcher.Dispatched;
import dev.blast.dispatch.Dispatcher.Order;
import dev.blast.run.Run;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import dev.blast.run.Runs;
import dev.blast.stage.Manifest;
import dev.blast.stage.ShardPlan;
import dev.blast.stage.ShardRows;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Dispatches shards by their number: finds the run, reads the rows, leaves out what is over. */
public final class ShardDispatch {

  private final Runs runs;
  private final Function<Run, AudienceFile> audiences;
  private final SettledEnvelopes settled;
  private final Dispatcher dispatcher;
  private final RunControl control;
  private final Map<RunId, Pace> paces = new ConcurrentHashMap<>();

  /**
   * @param audiences gives the frozen audience of a run
   * @param control looked at while a run is dispatched
   */
  public ShardDispatch(
      Runs runs,
      Function<Run, AudienceFile> audiences,
      SettledEnvelopes settled,
      Dispatcher dispatcher,
      RunControl control) {
    this.runs = runs;
    this.audiences = audiences;
    this.settled = settled;
    this.dispatcher = dispatcher;
    this.control = control;
  }

  /**
   * Dispatches what is open of a shard. Thread-safe; blocks; doing it again is harmless.
   *
   * @param stop when true, no further batch is begun
   * @throws dev.blast.stage.AudienceChanged when the audience is not what was staged
   * @throws IllegalArgumentException when there is no such run or shard
   */
  public Dispatched dispatch(RunId id, int shard, BooleanSupplier stop)
      throws InterruptedException {
    Run run = runs.find(id).orElseThrow(() -> new IllegalArgumentException("no run " + id));
    Manifest manifest =
        runs.manifest(id).orElseThrow(() -> new IllegalArgumentException(id + " is not staged"));
    ShardPlan plan = manifest.shards().get(shard);
    BitSet over = settled.of(id, shard);
    if (over.cardinality() == plan.envelopes(manifest.packing())) {
      return new Dispatched.Whole();
    }
    ShardRows rows = new ShardRows(run.campaign(), manifest, audiences.apply(run));
    Pace pace = paces.computeIfAbsent(id, first -> new RunPace(run, control));
    return dispatcher.dispatch(
        new Order(
            id,
            shard,
            manifest.packing(),
            rows.recipients(plan),
            over::get,
            pace,
            run.deadline(),
            stop));
  }
}
