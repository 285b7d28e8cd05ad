package dev.blast.schedule;

import java.util.List;
import java.util.Optional;

/**
 * What a scheduler calls by itself: within a minute after a call is due, at least once. So whoever
 * is called must not mind to be called again. Implementations are thread-safe, block, and are
 * durable when a call returns. All throw {@link SchedulesUnavailable} when nothing is known to be
 * done; every call may then be repeated.
 */
public interface Schedules {

  /** What came of creating a schedule. */
  enum Created {
    /** It is there, by this call or by an earlier one with an equal argument. */
    THERE,
    /** Another schedule has its name, and is left as it is. */
    TAKEN
  }

  /** Creates a schedule; a second call with an equal one changes nothing. */
  Created create(ScheduledCall call);

  /**
   * The schedule of this name; empty when there is none.
   *
   * @throws SchedulesUnavailable also when somebody else's schedule has the name
   */
  Optional<ScheduledCall> find(ScheduleName name);

  /**
   * The names that begin so, in their order; none when there are none.
   *
   * @param prefix may be empty
   */
  List<ScheduleName> names(String prefix);

  /**
   * Puts this in the place of the schedule with its name; nothing of the old one stays.
   *
   * @return false, and nothing is changed, when there is none
   */
  boolean replace(ScheduledCall call);

  /** Deletes a schedule; false when there is none. */
  boolean delete(ScheduleName name);

  /** The scheduler did not do what was asked; the message says which, why and what to do. */
  final class SchedulesUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String what;

    public SchedulesUnavailable(String what, String remedy, Throwable cause) {
      super(what + "; " + remedy, cause);
      this.what = what;
    }

    public SchedulesUnavailable(String message) {
      super(message);
      this.what = message;
    }

    /** The message, without what to do where that was said apart. */
    public String what() {
      return what;
    }
  }
}
