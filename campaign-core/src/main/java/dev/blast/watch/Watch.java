package dev.blast.watch;

import dev.blast.outcome.Ending;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Tally;
import dev.blast.report.Facts;
import dev.blast.run.Control;
import dev.blast.run.Pause;
import dev.blast.run.Run;
import dev.blast.run.RunControl;
import dev.blast.run.RunEvent;
import dev.blast.run.RunLog;
import dev.blast.stage.Manifest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Looks at one run that is under way, again and again, and does what it asks for: pauses it by its
 * canary or its brake, and ends it when it is cancelled or its deadline has passed. Not
 * thread-safe; blocks while it reads counters, never recipients.
 */
public final class Watch {

  private final Run run;
  private final Manifest manifest;
  private final Facts facts;
  private final Endings endings;
  private final RunControl control;
  private final RunLog log;
  private final InstantSource clock;
  private final Optional<CanaryCheck> canary;
  private final Optional<BrakeWindow> brake;
  private Optional<Ending> ended;
  private Optional<Instant> deadlineAtLast;
  private Optional<Pause> recorded = Optional.empty();

  /**
   * What a look found.
   *
   * @param control what is asked of the run now
   * @param standstill why nobody is released at the moment, in words; empty while somebody is
   */
  public record Seen(Tally tally, Control control, Optional<String> standstill, Phase phase) {

    /** Whether nobody is attempted any more. */
    public boolean ended() {
      return phase == Phase.ENDED || phase == Phase.OVER;
    }
  }

  /** Where a run is between its beginning and its end. */
  public enum Phase {
    /** Outcomes are to be expected. */
    GOING,
    /** Nothing is to be expected before somebody, or a span of time, lets it go on. */
    RESTING,
    /** Nobody is attempted any more; some are in flight. */
    ENDED,
    /** It was ended, and everybody has an outcome. */
    OVER
  }

  public Watch(
      Run run,
      Manifest manifest,
      Facts facts,
      Endings endings,
      RunControl control,
      RunLog log,
      InstantSource clock) {
    this.run = run;
    this.manifest = manifest;
    this.facts = facts;
    this.endings = endings;
    this.control = control;
    this.log = log;
    this.clock = clock;
    this.canary = run.campaign().safety().canary().map(first -> new CanaryCheck(first, manifest));
    this.brake = run.campaign().safety().brake().map(BrakeWindow::new);
    if (log.of(run.id()).stream().noneMatch(event -> event.by().equals(Pause.By.BRAKE.word()))) {
      // Whoever looks after it braked looks from there on: going on was the operator's leave.
      brake.ifPresent(window -> window.beganAt(run.id().scheduled()));
    }
    // What has ended stays so, whatever the clock says later, and whoever looks then.
    this.ended = endings.unswept(run.id());
    this.deadlineAtLast = control.of(run.id()).deadline();
  }

  /** Looks once. */
  public Seen look() {
    Instant now = clock.instant();
    Control asked = control.of(run.id());
    if (!asked.deadline().equals(deadlineAtLast)) {
      // A redrive gave it another one: what ended before has ended no more.
      ended = endings.unswept(run.id());
      deadlineAtLast = asked.deadline();
    }
    Optional<Ending> ending = ended.or(() -> ending(asked, now));
    if (ending.isPresent()) {
      return end(asked, ending.get(), now);
    }
    List<ReasonCount> reasons = facts.reasons(run.id());
    Tally tally = tally(reasons);
    if (asked.pause().isPresent()) {
      asked.pause().ifPresent(this::record);
      brake.ifPresent(BrakeWindow::release);
      return new Seen(tally, asked, asked.pause().map(Pause::words), Phase.RESTING);
    }
    Errors errors = Errors.of(reasons);
    Optional<String> tooMany = brake.flatMap(window -> window.look(now, errors));
    if (tooMany.isPresent()) {
      return pause(tally, Pause.By.BRAKE, tooMany.get(), now);
    }
    return asked.canaryPassed() || canary.isEmpty()
        ? new Seen(tally, asked, Optional.empty(), Phase.GOING)
        : look(canary.get(), tally, reasons, errors, asked, now);
  }

  private Optional<Ending> ending(Control asked, Instant now) {
    Instant deadline = asked.deadline().orElse(run.deadline());
    return asked
        .cancelled()
        .map(Ending::cancelled)
        .or(() -> now.isAfter(deadline) ? Optional.of(Ending.expired(now)) : Optional.empty());
  }

  private Seen end(Control asked, Ending ending, Instant now) {
    if (ended.isEmpty()) {
      endings.end(run.id(), ending);
      ended = Optional.of(ending);
    }
    boolean over = endings.sweep(run.id(), ending, manifest.counts().recipients(), now);
    String why = ending.reason().code() + (over ? "" : "; waiting for what is in flight");
    return new Seen(
        tally(facts.reasons(run.id())), asked, Optional.of(why), over ? Phase.OVER : Phase.ENDED);
  }

  private Seen look(
      CanaryCheck check,
      Tally tally,
      List<ReasonCount> reasons,
      Errors errors,
      Control asked,
      Instant now) {
    long settled = reasons.stream().mapToLong(ReasonCount::recipients).sum();
    return switch (check.look(now, settled, errors, asked.canarySettled())) {
      case CanaryCheck.Verdict.Wait(String why, boolean resting) ->
          new Seen(tally, asked, Optional.of(why), resting ? Phase.RESTING : Phase.GOING);
      case CanaryCheck.Verdict.Settled() -> {
        Control noted = control.change(run.id(), before -> before.withCanarySettled(now));
        yield look(check, tally, reasons, errors, noted, now);
      }
      case CanaryCheck.Verdict.Pause(String why) -> pause(tally, Pause.By.CANARY, why, now);
      case CanaryCheck.Verdict.GoOn(String why) -> {
        Control passed = control.change(run.id(), Control::withCanaryPassed);
        log.add(run.id(), new RunEvent(now, Pause.By.CANARY.word(), "goes on: " + why));
        yield new Seen(tally, passed, Optional.empty(), Phase.GOING);
      }
    };
  }

  /** Senders pause a run whose channel is at fault, and write nothing else of it. */
  private void record(Pause pause) {
    if (pause.by() != Pause.By.CHANNEL || recorded.equals(Optional.of(pause))) {
      return;
    }
    RunEvent event = new RunEvent(pause.since(), pause.by().word(), "paused: " + pause.why());
    if (!log.of(run.id()).contains(event)) {
      log.add(run.id(), event);
    }
    recorded = Optional.of(pause);
  }

  private Seen pause(Tally tally, Pause.By by, String why, Instant now) {
    Pause pause = new Pause(by, why, now);
    Control paused = control.change(run.id(), before -> before.paused(pause));
    log.add(run.id(), new RunEvent(now, by.word(), "paused: " + why));
    return new Seen(tally, paused, Optional.of(pause.words()), Phase.RESTING);
  }

  private Tally tally(List<ReasonCount> reasons) {
    return Tally.of(manifest.counts(), ReasonCount.outcomes(reasons));
  }
}
