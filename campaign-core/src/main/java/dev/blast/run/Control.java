package dev.blast.run;

import dev.blast.campaign.Throttle;
import java.util.Optional;

/**
 * What the operator asked of a run after it was opened. Immutable.
 *
 * @param throttle in place of the campaign's; empty when nobody asked for another
 */
public record Control(Optional<Throttle> throttle) {

  /** Nothing: the campaign holds. */
  public static final Control NONE = new Control(Optional.empty());

  public Control withThrottle(Throttle asked) {
    return new Control(Optional.of(asked));
  }
}
