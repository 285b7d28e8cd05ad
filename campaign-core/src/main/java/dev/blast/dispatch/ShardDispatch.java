package dev.blast.dispatch;

import dev.blast.audience.AudienceFile;
import dev.blast.campaign.Canary;
import dev.blast.dispatch.Dispatcher.Dispatched;
import dev.blast.dispatch.Dispatcher.Order;
import dev.blast.run.Control;
import dev.blast.run.ControlView;
import dev.blast.run.Run;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import dev.blast.run.Runs;
import dev.blast.stage.CanaryGroup;
import dev.blast.stage.Manifest;
import dev.blast.stage.ShardPlan;
import dev.blast.stage.ShardRows;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** Dispatches shards by their number: finds the run, reads the rows, leaves out what is over. */
public final class ShardDispatch {

  private final Runs runs;
  private final Function<Run, AudienceFile> audiences;
  private final SettledEnvelopes settled;
  private final Dispatcher dispatcher;
  private final RunControl control;
  private final InstantSource clock;
  private final Map<RunId, Live> live = new ConcurrentHashMap<>();

  /** What all shards of a run share. */
  private record Live(ControlView control, Pace pace) {
    static Live of(Run run, RunControl control, int among) {
      ControlView view = new ControlView(run.id(), control);
      return new Live(view, new RunPace(run, view, among));
    }
  }

  /**
   * @param audiences gives the frozen audience of a run
   * @param control looked at while a run is dispatched
   */
  public ShardDispatch(
      Runs runs,
      Function<Run, AudienceFile> audiences,
      SettledEnvelopes settled,
      Dispatcher dispatcher,
      RunControl control,
      InstantSource clock) {
    this.runs = runs;
    this.audiences = audiences;
    this.settled = settled;
    this.dispatcher = dispatcher;
    this.control = control;
    this.clock = clock;
  }

  /**
   * Dispatches what is open of a shard. Thread-safe; blocks; doing it again is harmless, and in the
   * same pass goes on where it was.
   *
   * @param order that the shard is of
   * @param stop when true, no further batch is begun
   * @throws dev.blast.stage.AudienceChanged when the audience is not what was staged
   * @throws IllegalArgumentException when there is no such run or shard
   */
  public Dispatched dispatch(ShardOrder order, int shard, BooleanSupplier stop)
      throws InterruptedException {
    RunId id = order.pass().run();
    Run run = runs.find(id).orElseThrow(() -> new IllegalArgumentException("no run " + id));
    Manifest manifest =
        runs.manifest(id).orElseThrow(() -> new IllegalArgumentException(id + " is not staged"));
    if (shard >= manifest.shards().size()) {
      throw new IllegalArgumentException(
          id + " has " + manifest.shards().size() + " shards, and none is " + shard);
    }
    ShardPlan plan = manifest.shards().get(shard);
    int envelopes = plan.envelopes(manifest.packing());
    BitSet over = settled.of(id, shard, envelopes);
    if (over.cardinality() == envelopes) {
      // Nobody is left: the audience need not be read.
      dispatcher.passOver(order.pass(), shard, envelopes);
      return new Dispatched.Whole();
    }
    ShardRows rows = new ShardRows(run.campaign(), manifest, audiences.apply(run));
    Live shared = live.computeIfAbsent(id, first -> Live.of(run, control, order.among()));
    Control asked = shared.control().at(clock.instant());
    return dispatcher.dispatch(
        new Order(
            order.pass(),
            shard,
            manifest.packing(),
            rows.recipients(plan),
            over::get,
            held(run, manifest, shard, shared.control()),
            shared.pace(),
            asked.deadline().orElse(run.deadline()),
            stop));
  }

  /** Only the canary is released until it has passed. */
  private IntPredicate held(Run run, Manifest manifest, int shard, ControlView control) {
    Optional<Canary> canary = run.campaign().safety().canary();
    if (canary.isEmpty()) {
      return sequence -> false;
    }
    CanaryGroup group = new CanaryGroup(canary.get(), manifest);
    return sequence ->
        !group.includes(shard, sequence) && !control.at(clock.instant()).canaryPassed();
  }
}
