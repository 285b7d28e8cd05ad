package dev.blast.campaign;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/** When a campaign fires. */
public sealed interface Schedule {

  /** The zone that local times of the campaign are in. */
  ZoneId zone();

  /** The first instant at or after {@code from} at which it fires; empty when there is none. */
  Optional<Instant> next(Instant from);

  /** Only when told to: {@code blast run FILE --now}. */
  record OnDemand() implements Schedule {
    @Override
    public ZoneId zone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Optional<Instant> next(Instant from) {
      return Optional.empty();
    }
  }

  /**
   * Once. {@link #next} answers that instant even when {@code from} is later: whether a late start
   * is still welcome is the run's {@code latestStart} to say.
   */
  record At(LocalDateTime local, ZoneId zone) implements Schedule {
    @Override
    public Optional<Instant> next(Instant from) {
      return Optional.of(local.atZone(zone).toInstant());
    }
  }

  /**
   * Again and again, by EventBridge Scheduler's six fields: minutes, hours, day of month, month,
   * day of week, year.
   */
  record Cron(CronExpression expression, ZoneId zone) implements Schedule {
    @Override
    public Optional<Instant> next(Instant from) {
      return expression.next(from, zone);
    }
  }
}
