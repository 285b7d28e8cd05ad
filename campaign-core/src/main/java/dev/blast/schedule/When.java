package dev.blast.schedule;

import dev.blast.campaign.CronExpression;
import dev.blast.campaign.Schedule;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** When a scheduler calls. Immutable. */
public sealed interface When {

  /**
   * Once.
   *
   * @param instant to the second; a fraction is cut off
   */
  record At(Instant instant) implements When {
    public At {
      instant = instant.truncatedTo(ChronoUnit.SECONDS);
    }
  }

  /**
   * Again and again, by the clock of a zone.
   *
   * @param zone of the IANA database, or UTC
   */
  record Cron(CronExpression expression, ZoneId zone) implements When {}

  /** Once a minute. */
  record EveryMinute() implements When {}

  /** When a campaign fires; empty for one that fires only when told to. */
  static Optional<When> of(Schedule schedule) {
    return switch (schedule) {
      case Schedule.OnDemand onDemand -> Optional.empty();
      case Schedule.At at -> Optional.of(new At(at.local().atZone(at.zone()).toInstant()));
      case Schedule.Cron cron -> Optional.of(new Cron(cron.expression(), named(cron.zone())));
    };
  }

  /** {@code Z} is no name of the IANA database. */
  private static ZoneId named(ZoneId zone) {
    return zone.equals(ZoneOffset.UTC) ? ZoneId.of("UTC") : zone;
  }
}
