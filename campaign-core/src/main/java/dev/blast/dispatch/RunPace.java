package dev.blast.dispatch;

import dev.blast.campaign.Throttle;
import dev.blast.run.Run;
import dev.blast.run.RunControl;
import java.time.Duration;
import java.time.Instant;

/**
 * The pace of a run: its campaign's throttle, until the operator asks for another one. Looks twice
 * a second whether they did, and has those who wait ask again as often, so that a change takes
 * effect within a second. Thread-safe.
 */
final class RunPace implements Pace {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final Run run;
  private final RunControl control;
  private final Pacer pacer;
  private Instant looked = Instant.MIN;

  RunPace(Run run, RunControl control) {
    this.run = run;
    this.control = control;
    this.pacer = new Pacer(run.campaign().throttle());
  }

  @Override
  public Turn turn(int recipients, Instant now) {
    look(now);
    return switch (pacer.turn(recipients, now)) {
      case Turn.Now turn -> turn;
      case Turn.NotBefore(Instant instant) -> {
        Instant nextLook = now.plus(BETWEEN_LOOKS);
        yield new Turn.NotBefore(instant.isBefore(nextLook) ? instant : nextLook);
      }
    };
  }

  private synchronized void look(Instant now) {
    // a clock that was set back must not postpone the next look
    if (now.isBefore(looked.plus(BETWEEN_LOOKS)) && !now.isBefore(looked.minus(BETWEEN_LOOKS))) {
      return;
    }
    looked = now;
    Throttle asked = control.of(run.id()).throttle().orElse(run.campaign().throttle());
    pacer.change(asked, now);
  }
}
