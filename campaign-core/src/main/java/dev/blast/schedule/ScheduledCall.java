package dev.blast.schedule;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A call that a scheduler makes by itself. Immutable.
 *
 * @param input JSON that whoever is called is given; {@link #SCHEDULED_TIME} in it becomes the
 *     instant that the call was due at
 * @param end no call is due after it, to the second; only for what is called again and again
 * @param endsItself whether the schedule is deleted after its last call. One that stays goes on
 *     counting against the quota of schedules
 */
public record ScheduledCall(
    ScheduleName name, When when, String input, Optional<Instant> end, boolean endsItself) {

  /**
   * Stands in {@code input} for the instant that a call was due at, ISO 8601 in UTC (EventBridge
   * Scheduler user guide, context attributes).
   */
  public static final String SCHEDULED_TIME = "<aws.scheduler.scheduled-time>";

  public ScheduledCall {
    if (when instanceof When.At && end.isPresent()) {
      // Scheduler passes over the end of a schedule with one instant (API reference, EndDate).
      throw new IllegalArgumentException(name + " is called once: it has no end");
    }
    end = end.map(instant -> instant.truncatedTo(ChronoUnit.SECONDS));
  }

  /** A call that is made once; the schedule is deleted after it. */
  public static ScheduledCall once(ScheduleName name, Instant at, String input) {
    return new ScheduledCall(name, new When.At(at), input, Optional.empty(), true);
  }
}
