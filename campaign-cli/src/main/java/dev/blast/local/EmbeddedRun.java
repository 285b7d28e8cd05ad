package dev.blast.local;

import dev.blast.outcome.Tally;
import dev.blast.report.Audit;
import dev.blast.report.Facts;
import dev.blast.run.Pause;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
import dev.blast.stage.Manifest;
import dev.blast.watch.Watch;
import dev.blast.watch.Watch.Seen;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes a staged run to its end in this process: dispatches its shards, lets the event source
 * mapping deliver, watches the tally, and closes the run when the books balance. Used once.
 */
public final class EmbeddedRun {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  /** So many looks at an empty queue, one after the other, mean that nothing is on its way. */
  private static final int LOOKS_AT_NOTHING = 8;

  /** So many passes over what is open, one after the other, without any outcome mean: no hope. */
  private static final int FRUITLESS_PASSES = 2;

  private final RunId run;
  private final Manifest manifest;
  private final Runs runs;
  private final Facts facts;
  private final Watch watch;
  private final LocalWiring parts;
  private final Consumer<Seen> onlookers;
  private final CountDownLatch asked = new CountDownLatch(1);
  private Optional<Pause> halt = Optional.empty();

  /**
   * @param onlookers told what each look finds, before whoever drives the run
   */
  EmbeddedRun(
      RunId run,
      Manifest manifest,
      Runs runs,
      Facts facts,
      Watch watch,
      LocalWiring parts,
      Consumer<Seen> onlookers) {
    this.run = run;
    this.manifest = manifest;
    this.runs = runs;
    this.facts = facts;
    this.watch = watch;
    this.parts = parts;
    this.onlookers = onlookers;
  }

  /** How a run ends in this process. */
  public sealed interface End {

    /** The books balance, nothing is open, the run is closed. */
    record Closed(Tally tally) implements End {}

    /** Told to stop; nothing is in flight. */
    record Stopped(Tally tally) implements End {}

    /** The channel cannot send. Nothing is in flight, and nobody has an outcome by it. */
    record Halted(Tally tally, Pause pause) implements End {}

    /** The queue is empty and recipients are open: their messages are dead or lost. */
    record RanDry(Tally tally) implements End {}

    /** The books are wrong. */
    record Unbalanced(List<String> errors) implements End {
      public Unbalanced {
        errors = List.copyOf(errors);
      }
    }
  }

  /** Asks the run to stop as soon as nothing is in flight. Any thread may; again is harmless. */
  public void stop() {
    asked.countDown();
  }

  /**
   * Blocks until the run ends.
   *
   * @param progress told what each look finds
   * @throws RuntimeException what made the dispatch fail; everything that was begun is finished,
   *     and {@code resume} goes on
   */
  public End toTheEnd(Consumer<Seen> progress) throws InterruptedException {
    List<Future<Boolean>> shards;
    ExecutorService dispatchers = Executors.newFixedThreadPool(LocalWiring.DISPATCHERS);
    try {
      parts.start();
      shards = new Looking(dispatchers, onlookers.andThen(progress)).untilItEnds();
    } finally {
      parts.stopDispatching();
      dispatchers.close();
      parts.senders().close();
    }
    parts.finishDeadLetters();
    parts
        .failure()
        .ifPresent(
            lost -> {
              throw lost;
            });
    throwFailure(shards);
    return end();
  }

  private End end() {
    return switch (new Audit(facts).audit(run, manifest)) {
      case Audit.Answer.Unbalanced(List<String> errors) -> new End.Unbalanced(errors);
      case Audit.Answer.StillOpen(Tally tally) ->
          halt.<End>map(pause -> new End.Halted(tally, pause))
              .orElseGet(
                  () -> asked.getCount() == 0 ? new End.Stopped(tally) : new End.RanDry(tally));
      case Audit.Answer.Balanced(Tally tally) -> close(tally);
    };
  }

  private End close(Tally tally) {
    RunState state = runs.advance(run, RunState.Event.BOOKS_BALANCED);
    return state == RunState.CLOSED
        ? new End.Closed(tally)
        : new End.Unbalanced(List.of("the books balance, but the run is " + state));
  }

  private static void throwFailure(List<Future<Boolean>> shards) throws InterruptedException {
    for (Future<Boolean> shard : shards) {
      try {
        shard.get();
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException("a dispatch broke", failed.getCause());
      }
    }
  }

  /** Looks at a run until there is nothing left to wait for; used by one thread. */
  private final class Looking {
    private final ExecutorService dispatchers;
    private final Consumer<Seen> progress;
    private List<Future<Boolean>> shards;
    private boolean enqueued;
    private long settledBefore;
    private int fruitless;
    private int emptyLooks;
    private final Set<Pause> told = new HashSet<>();

    Looking(ExecutorService dispatchers, Consumer<Seen> progress) {
      this.dispatchers = dispatchers;
      this.progress = progress;
      this.shards = dispatchAll();
    }

    /** Answers the dispatches of the last pass. */
    List<Future<Boolean>> untilItEnds() throws InterruptedException {
      boolean over = false;
      while (!over) {
        Seen seen = watch.look();
        progress.accept(seen);
        obey(seen);
        over =
            seen.tally().open() <= 0
                || halt.isPresent()
                || parts.failure().isPresent()
                || shards.stream().anyMatch(shard -> shard.state() == Future.State.FAILED)
                || ranDry(seen)
                || asked.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
      }
      return shards;
    }

    private List<Future<Boolean>> dispatchAll() {
      return manifest.shards().stream()
          .map(shard -> dispatchers.submit(() -> parts.dispatch(shard.number())))
          .toList();
    }

    private void obey(Seen seen) {
      seen.control().pause().ifPresent(this::obey);
      parts.senders().enable(!seen.control().halts());
      if (seen.ended()) {
        parts.stopDispatching();
      }
    }

    /**
     * A pause by the channel ends the process's work: secrets are read from its environment, which
     * stays as it is.
     */
    private void obey(Pause pause) {
      if (pause.by() != Pause.By.OPERATOR && told.add(pause)) {
        parts.tellPaused(run, pause);
      }
      if (pause.by() == Pause.By.CHANNEL) {
        halt = Optional.of(pause);
      }
    }

    /**
     * What the queue lost is dispatched again, and takes no room meanwhile: by the shards that are
     * still being dispatched, such as those that wait for a canary; or by another pass, as long as
     * that gets anybody an outcome. Answers whether it did not.
     */
    private boolean ranDry(Seen seen) {
      boolean dispatched = shards.stream().allMatch(Future::isDone);
      if (dispatched && !enqueued) {
        RunState state = runs.advance(run, RunState.Event.ALL_ENQUEUED);
        enqueued = true;
        emptyLooks = 0;
        return false;
      }
      if (!isEmptyForLong(seen)) {
        return false;
      }
      emptyLooks = 0;
      if (!dispatched) {
        parts.dispatchAgain();
        return false;
      }
      long settled = seen.tally().settled();
      fruitless = settled > settledBefore ? 0 : fruitless + 1;
      settledBefore = settled;
      if (fruitless < FRUITLESS_PASSES) {
        parts.dispatchAgain();
        shards = dispatchAll();
        return false;
      }
      return true;
    }

    private boolean isEmptyForLong(Seen seen) {
      boolean waits = parts.alive() > 0 || seen.control().halts() || seen.ended();
      emptyLooks = waits ? 0 : emptyLooks + 1;
      return emptyLooks > LOOKS_AT_NOTHING;
    }
  }
}
