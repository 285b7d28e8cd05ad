package dev.blast.campaign;

import java.time.Duration;

/**
 * The first recipients of a run, who are sent to before all others.
 *
 * @param pause how long to wait once every one of them has an outcome
 * @param maxRefused the share of them, 0..1, that may end as rejected, dead or unconfirmed
 * @param then what to do when no more of them did
 */
public record Canary(Size first, Duration pause, double maxRefused, Then then) {

  /** How many recipients. */
  public sealed interface Size {

    /** Of so many recipients, at least 1 and at most all. */
    long of(long recipients);

    /** A number of them, 1 or more. */
    record Count(long recipients) implements Size {
      @Override
      public long of(long all) {
        return Math.min(recipients, all);
      }
    }

    /** A part of them, above 0 and at most 1, rounded up. */
    record Share(double share) implements Size {
      @Override
      public long of(long all) {
        return Math.clamp((long) Math.ceil(all * share), 1, Math.max(1, all));
      }
    }
  }

  /** What follows a canary that went well. */
  public enum Then {
    CONTINUE,
    ASK
  }
}
