package dev.blast.watch;

import dev.blast.campaign.Throttle;
import dev.blast.dispatch.Launch;
import dev.blast.outcome.Tally;
import dev.blast.redrive.Redrives;
import dev.blast.report.Audit;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
import dev.blast.stage.Manifest;
import dev.blast.watch.Watch.Phase;
import dev.blast.watch.Watch.Seen;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Takes a staged run to its end, a look at a time, where many processes work on it: watches it, has
 * orders sent again whose sender died, has dispatched again what the queue lost, and closes the run
 * when its books balance. Several may keep one run at a time. A keeper keeps the run until it is
 * closed, or until it is redriven: after that it changes nothing, and another one keeps the run.
 * Not thread-safe; blocks.
 */
public final class Keeper {

  private final Run run;
  private final Manifest manifest;
  private final int redrive;
  private final Runs runs;
  private final Redrives redrives;
  private final Watch watch;
  private final Launch launch;
  private final Audit audit;
  private final Recount recount;
  private final BooleanSupplier queueEmpty;
  private final InstantSource clock;
  private final Stall stall = new Stall();
  private boolean ordered;
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

    /** The run was redriven since: it is another keeper's. */
    record Redriven() implements Kept {}

    /** A redrive opens recipients again: there is nothing to keep before it is done. */
    record Reopening() implements Kept {}

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
      Redrives redrives,
      Watch watch,
      Launch launch,
      Audit audit,
      Recount recount,
      BooleanSupplier queueEmpty,
      InstantSource clock) {}

  /**
   * @param redrive the number of the run's latest redrive, 0 for none
   */
  public Keeper(Run run, Manifest manifest, int redrive, Parts parts) {
    this.run = run;
    this.manifest = manifest;
    this.redrive = redrive;
    this.runs = parts.runs();
    this.redrives = parts.redrives();
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
    // After the state, so that it is that of our redrive, or older.
    if (isRedriven()) {
      return new Kept.Redriven();
    }
    if (state == RunState.CLOSED) {
      return close();
    }
    if (state == RunState.REOPENING) {
      return new Kept.Reopening();
    }
    if (state.isFinal()) {
      return new Kept.Over(state);
    }
    Seen seen = watch.look();
    if (!seen.ended()) {
      keepDispatching(state);
    }
    if (seen.phase() == Phase.OVER || seen.tally().open() <= 0) {
      return close();
    }
    return switch (stall.look(
        clock.instant(),
        seen.tally().settled(),
        seen.phase() == Phase.RESTING,
        queueEmpty.getAsBoolean(),
        pace(seen))) {
      case NOTHING -> new Kept.UnderWay(seen, false);
      case RECOUNT -> {
        boolean agrees = recount.recount(id);
        yield new Kept.UnderWay(seen, false);
      }
      case DISPATCH_AGAIN -> {
        // Should its orders not be sent, the next look sends them.
        ordered = false;
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

  /** How long it is at most from one envelope to the next; several dispatchers share a rate. */
  private Duration pace(Seen seen) {
    Throttle first = run.campaign().throttle();
    return switch (seen.control().throttle().orElse(first)) {
      case Throttle.Unlimited none -> Duration.ZERO;
      case Throttle.Limit limit -> {
        long dispatchers = first instanceof Throttle.Limit ? 1 : manifest.shards().size();
        yield limit
            .period()
            .multipliedBy(manifest.packing() * dispatchers)
            .dividedBy(limit.recipients());
      }
    };
  }

  private void keepDispatching(RunState state) {
    if (!ordered) {
      boolean sent = launch.begin(run, manifest);
      ordered = true;
    }
    if (state == RunState.STAGED && launch.isDispatched(run.id(), manifest)) {
      RunState dispatched = runs.advance(run.id(), RunState.Event.ALL_ENQUEUED);
    }
  }

  /** Counters may be behind, so the envelopes are counted; only an audit closes a run. */
  private Kept close() {
    if (!recount.recount(run.id())) {
      // Somebody is still at work, or their counts came in between.
      return isRedriven() ? new Kept.Redriven() : new Kept.UnderWay(watch.look(), false);
    }
    return switch (audit.audit(run.id(), manifest)) {
      case Audit.Answer.Balanced(Tally tally) ->
          // Refused where others closed the run since, and somebody redrives it.
          redrives.close(run.id(), redrive) ? new Kept.Closed(tally) : new Kept.Redriven();
      case Audit.Answer.StillOpen(Tally tally) ->
          isRedriven() ? new Kept.Redriven() : new Kept.UnderWay(watch.look(), false);
      // Outcomes that are taken back while they are counted do not add up.
      case Audit.Answer.Unbalanced(List<String> errors) ->
          isRedriven() ? new Kept.Redriven() : new Kept.Unbalanced(errors);
    };
  }

  private boolean isRedriven() {
    return redrives.latest(run.id()) != redrive;
  }
}
