package dev.blast.dispatch;

import dev.blast.campaign.Throttle;
import dev.blast.run.Control;
import dev.blast.run.ControlView;
import dev.blast.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The pace of a run: its campaign's throttle, until the operator asks for another one; nobody while
 * the run is paused. Has those who wait ask again twice a second, so that a change takes effect
 * within a second. Thread-safe.
 */
final class RunPace implements Pace {

  private static final Duration ASK_AGAIN = Duration.ofMillis(500);

  private final Run run;
  private final ControlView control;
  private final Pacer pacer;
  private Optional<Throttle> asked = Optional.empty();

  RunPace(Run run, ControlView control) {
    this.run = run;
    this.control = control;
    this.pacer = new Pacer(run.campaign().throttle());
  }

  @Override
  public Turn turn(int recipients, Instant now) {
    Instant nextLook = now.plus(ASK_AGAIN);
    Control seen = control.at(now);
    if (seen.halts()) {
      return new Turn.NotBefore(nextLook);
    }
    change(seen.throttle(), now);
    return switch (pacer.turn(recipients, now)) {
      case Turn.Now turn -> turn;
      case Turn.NotBefore(Instant instant) ->
          new Turn.NotBefore(instant.isBefore(nextLook) ? instant : nextLook);
    };
  }

  private synchronized void change(Optional<Throttle> throttle, Instant now) {
    if (!throttle.equals(asked)) {
      asked = throttle;
      pacer.change(throttle.orElse(run.campaign().throttle()), now);
    }
  }
}
