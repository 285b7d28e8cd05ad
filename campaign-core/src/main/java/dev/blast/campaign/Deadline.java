package dev.blast.campaign;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** The instant after which nothing is attempted any more, as the campaign says it. */
public sealed interface Deadline {

  /**
   * The deadline of a run.
   *
   * @param scheduled the instant the run was scheduled for
   * @param zone the schedule's zone
   */
  Instant of(Instant scheduled, ZoneId zone);

  /** A fixed instant, the same for every run. */
  record At(Instant instant) implements Deadline {
    @Override
    public Instant of(Instant scheduled, ZoneId zone) {
      return instant;
    }
  }

  /** The first time the clock in the schedule's zone shows this after the scheduled instant. */
  record Clock(LocalTime time) implements Deadline {
    @Override
    public Instant of(Instant scheduled, ZoneId zone) {
      ZonedDateTime start = scheduled.atZone(zone);
      ZonedDateTime sameDay = start.with(time);
      return (sameDay.isAfter(start) ? sameDay : start.plusDays(1).with(time)).toInstant();
    }
  }

  /** This long after the scheduled instant. */
  record After(Duration duration) implements Deadline {
    @Override
    public Instant of(Instant scheduled, ZoneId zone) {
      return scheduled.plus(duration);
    }
  }
}
