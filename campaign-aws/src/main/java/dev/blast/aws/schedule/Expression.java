package dev.blast.aws.schedule;

import dev.blast.campaign.CronExpression;
import dev.blast.schedule.When;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * When, in EventBridge Scheduler's words.
 *
 * @param text {@code at(…)}, {@code cron(…)} or {@code rate(1 minute)}
 * @param zone that its clock times are in
 */
record Expression(String text, String zone) {

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
  private static final String UTC = "UTC";
  private static final String EVERY_MINUTE = "rate(1 minute)";

  static Expression of(When when) {
    return switch (when) {
      case When.At at ->
          new Expression("at(" + LOCAL.format(at.instant().atOffset(ZoneOffset.UTC)) + ")", UTC);
      case When.Cron cron -> new Expression("cron(" + cron.expression() + ")", cron.zone().getId());
      case When.EveryMinute everyMinute -> new Expression(EVERY_MINUTE, UTC);
    };
  }

  /** When this is; empty for what {@link #of} never writes. */
  Optional<When> when() {
    try {
      if (text.equals(EVERY_MINUTE)) {
        return Optional.of(new When.EveryMinute());
      }
      if (text.startsWith("at(") && text.endsWith(")")) {
        LocalDateTime local = LocalDateTime.parse(text.substring(3, text.length() - 1), LOCAL);
        return Optional.of(new When.At(local.atZone(ZoneId.of(zone)).toInstant()));
      }
      return switch (CronExpression.parse(text)) {
        case CronExpression.Parsed.Valid(CronExpression cron) ->
            Optional.of(new When.Cron(cron, ZoneId.of(zone)));
        case CronExpression.Parsed.Invalid invalid -> Optional.empty();
      };
    } catch (DateTimeException notOurs) {
      return Optional.empty();
    }
  }
}
