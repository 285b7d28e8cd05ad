package dev.blast.campaign;

import java.util.Optional;

/**
 * What keeps a run from reaching everybody with a mistake, or from ending as a failure that looks
 * like a success. Immutable.
 *
 * @param notSent the share of the recipients that may end as anything but sent
 */
public record Safety(Optional<Canary> canary, Optional<Brake> brake, Share notSent) {

  /** What {@code notSent} is when the campaign does not say. */
  public static final Share NOT_SENT = Share.percent(5);

  public static final Safety NONE = new Safety(Optional.empty(), Optional.empty());

  /** With {@link #NOT_SENT}. */
  public Safety(Optional<Canary> canary, Optional<Brake> brake) {
    this(canary, brake, NOT_SENT);
  }
}
