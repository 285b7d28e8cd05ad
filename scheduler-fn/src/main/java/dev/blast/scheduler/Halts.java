package dev.blast.scheduler;

import dev.blast.dispatch.Pass;
import dev.blast.dispatch.Passes;
import dev.blast.dispatch.ShardOrder;
import dev.blast.run.Control;
import dev.blast.run.ControlView;
import dev.blast.run.Pause;
import dev.blast.run.RunControl;
import dev.blast.run.RunEvent;
import dev.blast.run.RunId;
import dev.blast.run.RunLog;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
import dev.blast.stage.AudienceChanged;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What halts the dispatch of runs: what was asked of them, and what was found. Thread-safe. */
final class Halts {

  private final Runs runs;
  private final RunControl control;
  private final Passes passes;
  private final RunLog log;
  private final InstantSource clock;
  private final Map<RunId, ControlView> views = new ConcurrentHashMap<>();

  Halts(Runs runs, RunControl control, Passes passes, RunLog log, InstantSource clock) {
    this.runs = runs;
    this.control = control;
    this.passes = passes;
    this.log = log;
    this.clock = clock;
  }

  /** What a run was asked to do; at most half a second late. */
  Control asked(RunId run) {
    return views.computeIfAbsent(run, id -> new ControlView(id, control)).at(clock.instant());
  }

  /** Whether a run is paused; at most half a second late. */
  boolean standsStill(RunId run) {
    return asked(run).pause().isPresent();
  }

  /**
   * Whether a run was cancelled, is over, or has a later pass: two of them at a time would be at
   * two places, each as fast as was asked. The first at most half a second late.
   */
  boolean isOver(Pass pass) {
    RunId run = pass.run();
    return asked(run).cancelled().isPresent()
        || runs.state(run).filter(RunState::isFinal).isPresent()
        || passes.of(run).filter(latest -> latest.pass().number() > pass.number()).isPresent();
  }

  /** An audience that was changed is for an operator to look at; the rest is tried again. */
  void failed(ShardOrder order, RuntimeException why) {
    RunId run = order.pass().run();
    System.getLogger(Halts.class.getName())
        .log(
            System.Logger.Level.WARNING,
            "failed run=" + run + " shards=" + order.from() + ".." + order.to() + " why=" + why);
    if (why instanceof AudienceChanged changed) {
      Pause pause =
          new Pause(Pause.By.BRAKE, String.valueOf(changed.getMessage()), clock.instant());
      Control now = control.change(run, asked -> asked.paused(pause));
      log.add(run, new RunEvent(clock.instant(), Pause.By.BRAKE.word(), "paused: " + pause.why()));
    }
  }
}
