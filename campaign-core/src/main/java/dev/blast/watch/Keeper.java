package dev.blast.watch;

import dev.blast.dispatch.Launch;
import dev.blast.outcome.Tally;
import dev.blast.report.Audit;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
import dev.blast.stage.Manifest;
import dev.blast.watch.Watch.Seen;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Takes a staged run to its end, a look at a time, where many processes work on it: watches it, has
 * orders sent again whose sender died, has dispatched again what the queue lost, and closes the run
 * when its books balance. Several may keep one run at a time. Not thread-safe; blocks.
 */
public final class Keeper {

  private final Run run;
  private final Manifest manifest;
  private final Runs runs;
  private final Watch watch;
  private final Launch launch;
  private final Audit audit;
  private final Recount recount;
  private final BooleanSupplier queueEmpty;
  private final InstantSource clock;
  private final Stall stall = new Stall();
  private boolean ordered;
  private boolean stoodStill;
  private boolean stallTold;

  /** What came of a look. */
  public sealed interface Kept {

    /**
     * The run goes on.
     *
     * @param stalled since this look nothing more is tried: an operator must be told
     */
    record UnderWay(Seen seen, boolean stalled) implements Kept {}

    /** The run is closed, by this look or before. */
    record Closed(Tally tally) implements Kept {}

    /** The run is over in another way: nobody was sent to. */
    record Over(RunState state) implements Kept {}

    /** Nobody is open any more, and the books are wrong. */
    record Unbalanced(List<String> errors) implements Kept {
      public Unbalanced {
        errors = List.copyOf(errors);
      }
    }
  }

  /**
   * What a keeper works with.
   *
   * @param queueEmpty whether the queues of envelopes say that they hold no message at all
   */
  public record Parts(
      Runs runs,
      Watch watch,
      Launch launch,
      Audit audit,
      Recount recount,
      BooleanSupplier queueEmpty,
      InstantSource clock) {}

  public Keeper(Run run, Manifest manifest, Parts parts) {
    this.run = run;
    this.manifest = manifest;
    this.runs = parts.runs();
    this.watch = parts.watch();
    this.launch = parts.launch();
    this.audit = parts.audit();
    this.recount = parts.recount();
    this.queueEmpty = parts.queueEmpty();
    this.clock = parts.clock();
  }

  /** Looks once. */
  public Kept look() {
    RunId id = run.id();
    RunState state = runs.state(id).orElseThrow();
    if (state == RunState.CLOSED) {
      return close();
    }
    if (state.isFinal()) {
      return new Kept.Over(state);
    }
    Seen seen = watch.look();
    if (!seen.ended()) {
      keepDispatching(seen, state);
    }
    if (seen.tally().open() <= 0) {
      return close();
    }
    return switch (stall.look(
        clock.instant(),
        seen.tally().settled(),
        seen.control().halts(),
        queueEmpty.getAsBoolean())) {
      case NOTHING -> new Kept.UnderWay(seen, false);
      case RECOUNT -> {
        boolean agrees = recount.recount(id);
        yield new Kept.UnderWay(seen, false);
      }
      case DISPATCH_AGAIN -> {
        boolean begun = launch.next(run, manifest);
        yield new Kept.UnderWay(seen, false);
      }
      case TELL -> {
        boolean first = !stallTold;
        stallTold = true;
        yield new Kept.UnderWay(seen, first);
      }
    };
  }

  private void keepDispatching(Seen seen, RunState state) {
    boolean standsStill = seen.standstill().isPresent();
    if (!ordered) {
      boolean sent = launch.begin(run, manifest);
      ordered = true;
    } else if (stoodStill && !standsStill && state == RunState.STAGED) {
      // Orders of a run that stood still come back late; so they are sent anew.
      launch.again(run, manifest);
    }
    stoodStill = standsStill;
    if (state == RunState.STAGED && launch.isDispatched(run.id(), manifest)) {
      RunState dispatched = runs.advance(run.id(), RunState.Event.ALL_ENQUEUED);
    }
  }

  /** Counters may be behind, so the envelopes are counted; only an audit closes a run. */
  private Kept close() {
    boolean agrees = recount.recount(run.id());
    return switch (audit.audit(run.id(), manifest)) {
      case Audit.Answer.Balanced(Tally tally) -> {
        RunState state = runs.advance(run.id(), RunState.Event.BOOKS_BALANCED);
        yield state == RunState.CLOSED
            ? new Kept.Closed(tally)
            : new Kept.Unbalanced(List.of("the books balance, but the run is " + state));
      }
      case Audit.Answer.StillOpen(Tally tally) -> new Kept.UnderWay(watch.look(), false);
      case Audit.Answer.Unbalanced(List<String> errors) -> new Kept.Unbalanced(errors);
    };
  }
}
