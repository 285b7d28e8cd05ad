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
  private final int among;
  private Optional<Throttle> asked = Optional.empty();

  /**
   * @param among how many processes keep this pace for the run: each takes its share of the rate
   */
  RunPace(Run run, ControlView control, int among) {
    this.among = among;
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
    return switch (pacer.turn(Math.multiplyExact(recipients, among), now)) {
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
