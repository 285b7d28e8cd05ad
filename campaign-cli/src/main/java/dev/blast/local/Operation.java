package dev.blast.local;

import dev.blast.campaign.Throttle;
import dev.blast.dashboard.Actions.Refused;
import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.ReasonCount;
import dev.blast.redrive.Selection;
import dev.blast.report.Audit;
import dev.blast.run.Control;
import dev.blast.run.Pause;
import dev.blast.run.Run;
import dev.blast.run.RunEvent;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.site.LocalSite;
import dev.blast.stage.AudienceChanged;
import dev.blast.stage.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Something an operator does to a run: it is asked of the run, and it is written down. What
 * commands and dashboard share. Throws {@link Refused} when the run does not allow it.
 *
 * @param by who does it
 */
public record Operation(LocalBlast local, InstantSource clock, String by, RunId run) {

  /** Who works at this machine. */
  public static String operator() {
    return System.getProperty("user.name", "operator");
  }

  /** What is asked of the run now. */
  public Control asked() {
    return local.runs().control().of(run);
  }

  /** Asks for something else, and answers what is asked then. */
  public Control change(UnaryOperator<Control> change, String what) {
    Control now = local.runs().control().change(run, change);
    note(what);
    return now;
  }

  /** Writes down what was done. */
  public void note(String what) {
    local.runs().log().add(run, new RunEvent(clock.instant(), by, what));
  }

  /** Refuses a run that is over: {@code why} says what is no longer possible. */
  public void refuseFinished(String why) {
    RunState state = local.runs().state(run).orElseThrow();
    if (state.isFinal()) {
      throw new Refused("run " + run + " is " + state + "; " + why + ".");
    }
  }

  /** Makes the run stand still. */
  public void pause(String why) {
    Pause pause = new Pause(Pause.By.OPERATOR, why.strip(), clock.instant());
    if (asked().pause().isPresent()) {
      throw new Refused("run " + run + " is paused already; go on with: blast resume " + run);
    }
    Control now =
        change(
            before -> before.paused(pause),
            "paused" + (pause.why().isEmpty() ? "" : ": " + pause.why()));
  }

  /** Takes back a pause; false when there is none. */
  public boolean liftPause() {
    if (asked().pause().isEmpty()) {
      return false;
    }
    Control now = change(Control::resumed, "resumed");
    return true;
  }

  /** Changes the rate; answers the one that was asked for before. */
  public Throttle throttle(Throttle rate) {
    Run known = local.runs().find(run).orElseThrow();
    Throttle before = asked().throttle().orElse(known.campaign().throttle());
    Control now =
        change(
            asked -> asked.withThrottle(rate), "throttle " + before.text() + " → " + rate.text());
    return before;
  }

  /** Asks the run to end for everybody who is open; {@link #endNow} does it where nobody works. */
  public Ending cancel() {
    Instant now = clock.instant();
    Control asked = change(before -> before.cancelled(now), "cancelled");
    return Ending.cancelled(asked.cancelled().orElse(now));
  }

  /**
   * Ends a run that nobody works on; empty when it was never staged, so that nobody needed an
   * outcome.
   *
   * @throws LocalBlast.TakenByAnother when somebody works on it
   */
  public Optional<Audit.Answer> endNow(Ending ending) {
    if (local.runs().manifest(run).isEmpty()) {
      RunState state = local.runs().advance(run, RunState.Event.CANCELLED_UNSTAGED);
      return Optional.empty();
    }
    return Optional.of(local.end(run, ending));
  }

  /** Throws {@link AudienceChanged} when the audience is not what was staged. */
  public void refuseChangedAudience(Run known, Manifest manifest) {
    LocalSite.of(local)
        .books()
        .verify(known, manifest)
        .ifPresent(
            changed -> {
              throw new AudienceChanged(changed);
            });
  }

  /** Refuses a redrive of a run that is not closed, or was cancelled. */
  public void refuseUnlessClosed() {
    RunState state = local.runs().state(run).orElseThrow();
    if (state != RunState.CLOSED) {
      throw new Refused(
          "run " + run + " is " + state + ", and only a closed run is redriven; see blast status.");
    }
    if (asked().cancelled().isPresent()) {
      throw new Refused("run " + run + " was cancelled; nobody is sent to again.");
    }
  }

  /** The counts of a run that a selection is about. */
  public List<ReasonCount> concerned(Selection selection) {
    return selection.of(local.runs().facts(run).reasons(run));
  }

  /** Until when a redrive may attempt anybody. */
  public Instant until(Optional<Duration> deadline) {
    Instant now = clock.instant();
    if (deadline.isPresent()) {
      return now.plus(deadline.get());
    }
    Instant still = asked().deadline().orElse(local.runs().find(run).orElseThrow().deadline());
    if (!still.isAfter(now)) {
      throw new Refused(
          "the deadline of "
              + run
              + " was "
              + still
              + ", which has passed: say until when it is worth saying now, as in --deadline 2h;"
              + " nothing was sent.");
    }
    return still;
  }

  /** Opens those chosen again; {@link LocalBlast#begin} sends to them. Answers how many. */
  public long reopen(Selection selection, Instant until) {
    long recipients = concerned(selection).stream().mapToLong(ReasonCount::recipients).sum();
    String what =
        String.format(Locale.ROOT, "redrive of %,d recipients: %s", recipients, words(selection));
    return local.reopen(
        run,
        selection,
        () -> {
          refuseUnlessClosed();
          Control now = change(asked -> asked.resumed().withDeadline(until), what);
        });
  }

  /** Whom a selection is about. */
  public static String words(Selection selection) {
    String such =
        selection.outcomes().stream()
            .map(Outcome::word)
            .sorted()
            .collect(Collectors.joining(" or "));
    return such + selection.code().map(code -> " because of " + code).orElse("");
  }
}
