package dev.blast.site;

import dev.blast.campaign.Throttle;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.ReasonCount;
import dev.blast.redrive.Selection;
import dev.blast.run.Control;
import dev.blast.run.Pause;
import dev.blast.run.Refused;
import dev.blast.run.Run;
import dev.blast.run.RunEvent;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.stage.AudienceChanged;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Something an operator does to a run, by a command or on the page: it is asked of the run, and it
 * is written down. Throws {@link Refused} when the run does not allow it.
 *
 * @param by who does it
 */
public record Operation(Site site, RunId run, String by, InstantSource clock) {

  /** One of whoever works at this machine. */
  public static Operation of(Site site, RunId run, InstantSource clock) {
    return new Operation(site, run, operator(), clock);
  }

  /** Who works at this machine. */
  public static String operator() {
    return System.getProperty("user.name", "operator");
  }

  /** What is asked of the run now. */
  public Control asked() {
    return site.control().of(run);
  }

  private Control change(UnaryOperator<Control> change, String what) {
    Control now = site.control().change(run, change);
    note(what);
    return now;
  }

  /** Writes down what was done. */
  public void note(String what) {
    site.log().add(run, new RunEvent(clock.instant(), by, what));
  }

  /** When what was asked takes effect. */
  public String when() {
    return site.isLive(run) ? "within two seconds" : "when it goes on";
  }

  /** Refuses a run that is over: {@code why} says what is no longer possible. */
  public void refuseFinished(String why) {
    RunState state = state();
    if (state.isFinal()) {
      throw new Refused("run " + run + " is " + state + "; " + why + ".");
    }
  }

  private RunState state() {
    return site.runs().state(run).orElseThrow(() -> new Refused("there is no run " + run + "."));
  }

  private Run known() {
    return site.runs().find(run).orElseThrow(() -> new Refused("there is no run " + run + "."));
  }

  /** Throws {@link AudienceChanged} when the audience of a staged run is not what was staged. */
  public void refuseChangedAudience() {
    site.runs()
        .manifest(run)
        .flatMap(manifest -> site.books().verify(known(), manifest))
        .ifPresent(
            changed -> {
              throw new AudienceChanged(changed);
            });
  }

  /**
   * Makes the run stand still.
   *
   * @param why kept with the run; may be empty
   */
  public void pause(String why) {
    refuseFinished("nobody is left to be sent to");
    if (asked().pause().isPresent()) {
      throw new Refused(
          "run " + run + " is paused already; go on with: " + site.command("resume", run));
    }
    Pause pause = new Pause(Pause.By.OPERATOR, why.strip(), clock.instant());
    Control now =
        change(
            before -> before.paused(pause),
            "paused" + (pause.why().isEmpty() ? "" : ": " + pause.why()));
  }

  /** Takes back a pause; false when there is none. */
  public boolean liftPause() {
    Optional<Pause> pause = asked().pause();
    if (pause.isEmpty()) {
      return false;
    }
    if (pause.get().by() == Pause.By.CHANNEL && site instanceof LocalSite && site.isLive(run)) {
      throw new Refused(
          "the process of run "
              + run
              + " is ending, because its channel cannot send. Wait until it has ended, then resume"
              + " the run.");
    }
    Control now = change(Control::resumed, "resumed");
    return true;
  }

  /** Changes the rate; answers the one that was asked for before. */
  public Throttle throttle(Throttle rate) {
    refuseFinished("nobody is left to release");
    Throttle before = asked().throttle().orElse(known().campaign().throttle());
    Control now =
        change(
            asked -> asked.withThrottle(rate), "throttle " + before.text() + " → " + rate.text());
    return before;
  }

  /** Asks the run to end for everybody who is open; answers since when it is asked. */
  public Instant cancel() {
    refuseFinished("nobody is left to cancel");
    Instant now = clock.instant();
    return change(before -> before.cancelled(now), "cancelled").cancelled().orElse(now);
  }

  /**
   * What a redrive would be about.
   *
   * @param classes counts of recipients by outcome and class of reason
   */
  public record Concerned(Selection selection, List<ReasonCount> classes) {

    /** Recipients in all classes. */
    public long recipients() {
      return classes.stream().mapToLong(ReasonCount::recipients).sum();
    }

    /** Whom it is about, as in {@code dead or expired because of http-400}. */
    public String words() {
      String such =
          selection.outcomes().stream()
              .map(Outcome::word)
              .sorted()
              .collect(Collectors.joining(" or "));
      return such + selection.code().map(code -> " because of " + code).orElse("");
    }
  }

  /** Whom a selection of a closed run is about; {@link Refused} when the run is not closed. */
  public Concerned concerned(Selection selection) {
    refuseUnlessClosed();
    return new Concerned(selection, selection.of(site.facts(run).reasons(run)));
  }

  private void refuseUnlessClosed() {
    RunState state = state();
    if (state != RunState.CLOSED) {
      throw new Refused(
          "run "
              + run
              + " is "
              + state
              + ", and only a closed run is redriven; see: "
              + site.command("status", run));
    }
    if (asked().cancelled().isPresent()) {
      throw new Refused("run " + run + " was cancelled; nobody is sent to again.");
    }
  }

  /**
   * A redrive that may begin.
   *
   * @param until until when anybody may be attempted
   * @param check asks once more whether the run may be redriven; {@link Refused} when it may not
   * @param note writes down who asked for what, and that the run goes on until then
   */
  public record Permit(Instant until, Runnable check, Runnable note) {

    /** Both, where nobody else can change the run meanwhile. */
    public Instant take() {
      check.run();
      note.run();
      return until;
    }
  }

  /**
   * Asks for recipients to be opened again; nothing is changed yet.
   *
   * @param deadline until when it is worth saying, from now; empty for the run's own
   * @throws Refused when nobody is concerned, or the deadline has passed
   * @throws AudienceChanged when the audience is not what was staged
   */
  public Permit redrive(Concerned concerned, Optional<Duration> deadline) {
    if (concerned.recipients() == 0) {
      throw new Refused("nobody in " + run + " is " + concerned.words() + "; nothing was sent.");
    }
    Instant until = until(deadline);
    refuseChangedAudience();
    String what =
        String.format(
            Locale.ROOT,
            "redrive of %,d recipients: %s",
            concerned.recipients(),
            concerned.words());
    return new Permit(
        until,
        this::refuseUnlessClosed,
        () -> {
          Control now = change(asked -> asked.resumed().withDeadline(until), what);
        });
  }

  private Instant until(Optional<Duration> deadline) {
    Instant now = clock.instant();
    if (deadline.isPresent()) {
      return now.plus(deadline.get());
    }
    Instant still = asked().deadline().orElse(known().deadline());
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
}
