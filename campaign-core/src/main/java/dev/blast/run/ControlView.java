package dev.blast.run;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * What is asked of a run, looked up twice a second by whoever asks first: a change is seen within
 * half a second, and asking before each attempt costs nothing. Thread-safe.
 */
public final class ControlView {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final RunId run;
  private final RunControl control;
  private volatile Seen seen = new Seen(Control.NONE, Instant.MIN);

  private record Seen(Control asked, Instant at) {}

  public ControlView(RunId run, RunControl control) {
    this.run = run;
    this.control = control;
  }

  /** What is asked of the run; at most half a second old. Throws what {@link RunControl} throws. */
  public Control at(Instant now) {
    Seen known = seen;
    return isFresh(known, now) ? known.asked() : look(now);
  }

  /** Changes what is asked of the run, and sees the change at once. Throws as above. */
  public synchronized Control change(Instant now, UnaryOperator<Control> change) {
    Control asked = control.change(run, change);
    seen = new Seen(asked, now);
    return asked;
  }

  private synchronized Control look(Instant now) {
    if (!isFresh(seen, now)) {
      seen = new Seen(control.of(run), now);
    }
    return seen.asked();
  }

  /** A clock that was set back must not postpone the next look. */
  private static boolean isFresh(Seen known, Instant now) {
    return now.isBefore(known.at().plus(BETWEEN_LOOKS))
        && !now.isBefore(known.at().minus(BETWEEN_LOOKS));
  }
}
