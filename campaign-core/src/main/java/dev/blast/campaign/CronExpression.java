package dev.blast.campaign;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** A cron expression in EventBridge Scheduler's six fields. */
public interface CronExpression {
  Optional<Instant> next(Instant from, ZoneId zone);
}
