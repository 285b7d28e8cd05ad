package dev.blast.dispatch;

import java.time.Instant;

/**
 * Says who may be released when. Implementations are thread-safe and never wait; one is shared by
 * all that release recipients of a run.
 */
public interface Pace {

  /** Whether it is somebody's turn. */
  sealed interface Turn {

    /** They are released at the instant that was asked for, and count from there. */
    record Now() implements Turn {}

    /**
     * Nothing was kept for them: ask again, then or later.
     *
     * @param instant after the one that was asked for
     */
    record NotBefore(Instant instant) implements Turn {}
  }

  /**
   * Asks for the release of {@code recipients} together.
   *
   * @param recipients at least 1
   */
  Turn turn(int recipients, Instant now);
}
