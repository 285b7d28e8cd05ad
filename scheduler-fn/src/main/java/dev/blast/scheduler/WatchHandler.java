package dev.blast.scheduler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.blast.alert.Alert;
import dev.blast.alert.Alerts;
import dev.blast.alert.Alerts.AlertLost;
import dev.blast.outcome.Tally;
import dev.blast.report.Reports;
import dev.blast.run.Pause;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.schedule.ScheduleName;
import dev.blast.schedule.ScheduledCall;
import dev.blast.schedule.Schedules;
import dev.blast.schedule.When;
import dev.blast.watch.Keeper;
import dev.blast.watch.Keeper.Kept;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one run going: called every minute while it is live, it looks at it every second until the
 * next call comes. When the run is closed it writes the report, sends the summary, and deletes the
 * schedule that calls it. Thread-safe.
 *
 * <p>Each redrive of a run has a watch of its own, with a schedule of its own name. So a call that
 * comes late, or goes on for long, neither closes nor deletes what belongs to a later one.
 */
public final class WatchHandler
    implements RequestHandler<Map<String, String>, Map<String, String>> {

  private static final String RUN = "run";
  private static final String REDRIVE = "redrive";

  /** Kept back from the time-out for a look that is under way. */
  private static final int RESERVE_MILLIS = 10_000;

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** A function may take so long at most, and a trigger is tried again. */
  private static final Duration STAGING_TAKES = Duration.ofMinutes(20);

  /** Of a run that was ended each look reads all of its ledger. */
  private static final Duration AFTER_THE_END = Duration.ofSeconds(5);

  private final Keepers keepers;
  private final Parts parts;
  private final Runnable afterwards;
  private final Map<Call, Watched> watched = new ConcurrentHashMap<>();
  private final Set<RunId> unstaged = ConcurrentHashMap.newKeySet();

  /**
   * What the watch works with.
   *
   * @param states where a run stands that is not staged yet; one whose deadline has passed is ended
   *     by being asked for
   * @param redrives the number of a run's latest redrive
   * @param untilNextCall how long an invocation looks at most
   */
  public record Parts(
      Function<RunId, Optional<RunState>> states,
      ToIntFunction<RunId> redrives,
      Reports reports,
      Alerts alerts,
      Schedules schedules,
      Pausing pausing,
      Duration untilNextCall,
      InstantSource clock) {}

  /** Makes the keepers of runs. */
  @FunctionalInterface
  public interface Keepers {

    /**
     * The keeper of a staged run since its latest redrive, which has this number; empty for one
     * that is not staged yet.
     */
    Optional<Keeper> of(RunId run, int redrive);
  }

  /**
   * What a schedule calls for.
   *
   * @param redrive the number of the run's latest redrive when the schedule was made; 0 for none
   */
  private record Call(RunId run, int redrive) {
    ScheduleName name() {
      // No run's id ends so: none has the name of another's.
      return ScheduleName.of("watch", redrive == 0 ? run.toString() : run + "#" + redrive);
    }
  }

  /** Lets time pass. */
  @FunctionalInterface
  public interface Pausing {
    void pause(Duration duration) throws InterruptedException;
  }

  /** A run, and what operators were told of it: warm instances tell nothing twice. */
  private static final class Watched {
    private final Keeper keeper;
    private final Set<String> told = new HashSet<>();

    Watched(Keeper keeper) {
      this.keeper = keeper;
    }
  }

  /** On Lambda: wired by the environment's variables ({@link SchedulerWiring}). */
  public WatchHandler() {
    this(SchedulerWiring.fromEnvironment("watch", SchedulerWiring.WATCH));
  }

  WatchHandler(SchedulerWiring wiring) {
    this(wiring::keeper, wiring.watchParts(), wiring::emit);
  }

  public WatchHandler(Keepers keepers, Parts parts) {
    this(keepers, parts, () -> {});
  }

  private WatchHandler(Keepers keepers, Parts parts, Runnable afterwards) {
    this.keepers = keepers;
    this.parts = parts;
    this.afterwards = afterwards;
  }

  /**
   * What has this handler called every minute for a run.
   *
   * @param redrive the number of its latest redrive; 0 for none
   */
  public static ScheduledCall call(RunId run, int redrive) {
    String redriven = redrive == 0 ? "" : ",\"" + REDRIVE + "\":\"" + redrive + "\"";
    return new ScheduledCall(
        new Call(run, redrive).name(),
        new When.EveryMinute(),
        "{\"" + RUN + "\":\"" + run + "\"" + redriven + "}",
        Optional.empty(),
        false);
  }

  /**
   * {@inheritDoc}
   *
   * @return the run, and where it stands
   * @throws IllegalArgumentException when the event names no run
   */
  @Override
  public Map<String, String> handleRequest(@Nullable Map<String, String> event, Context context) {
    Call call = call(event == null ? Map.of() : event);
    String answer = watch(call, context);
    afterwards.run();
    context.getLogger().log(call.run() + " " + answer + "\n");
    return Map.of(RUN, call.run().toString(), "answer", answer);
  }

  private static Call call(Map<String, String> event) {
    String text = event.getOrDefault(RUN, "");
    RunId run =
        RunId.parse(text)
            .orElseThrow(
                () -> new IllegalArgumentException("no run in the event: \"" + text + "\""));
    String redrive = event.getOrDefault(REDRIVE, "0");
    if (!redrive.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException("no number of a redrive: \"" + redrive + "\"");
    }
    return new Call(run, Integer.parseInt(redrive));
  }

  private String watch(Call call, Context context) {
    if (parts.redrives().applyAsInt(call.run()) != call.redrive()) {
      return redriven(call);
    }
    Watched known = watched.get(call);
    if (known == null) {
      Optional<Keeper> keeper = keepers.of(call.run(), call.redrive());
      if (keeper.isEmpty()) {
        return notStaged(call, context);
      }
      known = watched.computeIfAbsent(call, first -> new Watched(keeper.get()));
    }
    synchronized (known) {
      return watch(call, known, context);
    }
  }

  /** Its run has another watch since. */
  private String redriven(Call call) {
    boolean deleted = parts.schedules().delete(call.name());
    return "redriven: another watch has the run";
  }

  /** Staging takes seconds, or a minute for millions: a trigger that failed at it is told of. */
  private String notStaged(Call call, Context context) {
    RunId run = call.run();
    Optional<RunState> state = parts.states().apply(run);
    if (state.filter(RunState::isFinal).isPresent()) {
      if (state.get() == RunState.CANCELLED) {
        boolean told =
            tell(
                run,
                "The run ended before it was staged. Nobody was sent to.",
                "Schedule it again if it is still welcome.",
                context);
      }
      boolean deleted = parts.schedules().delete(call.name());
      return "over: " + state.get();
    }
    Instant now = parts.clock().instant();
    if (now.isAfter(run.scheduled().plus(STAGING_TAKES)) && unstaged.add(run)) {
      boolean told =
          tell(
              run,
              "The run is not staged yet.",
              "Look at the trigger's log; give up with: blast cancel " + run,
              context);
    }
    return "not staged yet";
  }

  private String watch(Call call, Watched known, Context context) {
    Instant end = parts.clock().instant().plus(parts.untilNextCall());
    try {
      while (true) {
        Kept kept = known.keeper.look();
        Optional<String> over = obey(call, known, kept, context);
        if (over.isPresent()) {
          watched.remove(call);
          return over.get();
        }
        Duration pause = pause(kept);
        boolean timeIsUp = context.getRemainingTimeInMillis() < RESERVE_MILLIS;
        if (timeIsUp || !parts.clock().instant().plus(pause).isBefore(end)) {
          return words(kept);
        }
        parts.pausing().pause(pause);
      }
    } catch (InterruptedException cut) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** Looking at wrong books again is dear, and they do not change from one second to the next. */
  private Duration pause(Kept kept) {
    return switch (kept) {
      case Kept.UnderWay(var seen, boolean stalled) -> seen.ended() ? AFTER_THE_END : BETWEEN_LOOKS;
      case Kept.Unbalanced unbalanced -> parts.untilNextCall();
      case Kept.Reopening reopening -> BETWEEN_LOOKS;
      case Kept.Closed closed -> Duration.ZERO;
      case Kept.Redriven redriven -> Duration.ZERO;
      case Kept.Over over -> Duration.ZERO;
    };
  }

  /** Answers what became of the run once it is over. */
  private Optional<String> obey(Call call, Watched known, Kept kept, Context context) {
    RunId run = call.run();
    switch (kept) {
      case Kept.Closed(Tally tally) -> {
        finish(call, tally, context);
        return Optional.of("closed: " + tally.sentence());
      }
      case Kept.Over(RunState state) -> {
        boolean deleted = parts.schedules().delete(call.name());
        return Optional.of("over: " + state);
      }
      case Kept.Redriven redriven -> {
        return Optional.of(redriven(call));
      }
      case Kept.Reopening reopening -> {
        return Optional.empty();
      }
      case Kept.Unbalanced(List<String> errors) -> {
        tell(
            run,
            known,
            "unbalanced",
            "The books do not balance: " + String.join("; ", errors),
            "Nobody is open; do not redrive. Keep the table and report this.",
            context);
        return Optional.empty();
      }
      case Kept.UnderWay(var seen, boolean stalled) -> {
        seen.control()
            .pause()
            .filter(pause -> pause.by() != Pause.By.OPERATOR)
            .ifPresent(
                pause ->
                    tell(
                        run,
                        known,
                        pause.toString(),
                        "The run is " + pause.words() + ".",
                        "See: blast dead " + run + "; go on with: blast resume " + run,
                        context));
        if (stalled) {
          tell(
              run,
              known,
              "stalled",
              "The run makes no progress; "
                  + seen.tally().open()
                  + " recipients are open, and dispatching them again did not help.",
              "Look at the senders' log and the dead letters: blast dead " + run,
              context);
        }
        return Optional.empty();
      }
    }
  }

  /**
   * Again is harmless. The schedule goes first, because a report of millions takes longer than a
   * minute and the next call would write it as well; what fails after it is repeated by Lambda,
   * which calls a function again twice that was called by a schedule and failed.
   */
  private void finish(Call call, Tally tally, Context context) {
    RunId run = call.run();
    boolean deleted = parts.schedules().delete(call.name());
    boolean told = tell(run, "Closed. " + tally.sentence() + ".", report(call, context), context);
  }

  /** A run is closed whatever becomes of its report, which can be written again. */
  private String report(Call call, Context context) {
    RunId run = call.run();
    try {
      return "The report of every row: " + parts.reports().write(run, call.redrive());
    } catch (RuntimeException failed) {
      context.getLogger().log("no report run=" + run + " why=" + failed + "\n");
      return "Its report could not be written (" + failed.getMessage() + "): blast report " + run;
    }
  }

  private void tell(
      RunId run, Watched known, String key, String what, String todo, Context context) {
    if (known.told.add(key) && !tell(run, what, todo, context)) {
      known.told.remove(key);
    }
  }

  /** Answers false when the alert is lost. */
  private boolean tell(RunId run, String what, String todo, Context context) {
    try {
      parts.alerts().raise(new Alert(what, "run " + run, todo));
      return true;
    } catch (AlertLost lost) {
      context.getLogger().log("alert lost run=" + run + " why=" + lost.getMessage() + "\n");
      return false;
    }
  }

  private static String words(Kept kept) {
    return switch (kept) {
      case Kept.UnderWay(var seen, boolean stalled) -> seen.tally().sentence();
      case Kept.Closed(Tally tally) -> tally.sentence();
      case Kept.Over(RunState state) -> "over: " + state;
      case Kept.Redriven redriven -> "redriven";
      case Kept.Reopening reopening -> "its recipients are being opened again";
      case Kept.Unbalanced(List<String> errors) -> "unbalanced: " + String.join("; ", errors);
    };
  }
}
