package dev.blast.cli;

import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignFile;
import dev.blast.schedule.When;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a campaign is to fire by itself.
 *
 * @param next the first instant it fires at
 */
record FiringPlan(When when, Instant next) {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss VV", Locale.ROOT);

  /**
   * The plan of a campaign.
   *
   * @param at in place of the campaign's schedule; null for that
   * @throws BadInput when there is none, or it is over
   */
  static FiringPlan of(CampaignFile file, @Nullable String at, Instant now) {
    Campaign campaign = file.campaign();
    When when =
        Optional.ofNullable(at)
            .<When>map(text -> new When.At(instant(text)))
            .or(() -> When.of(campaign.schedule()))
            .orElseThrow(
                () ->
                    new BadInput(
                        file.origin()
                            + " has no schedule: say when with --at 2026-11-24T08:00:00+01:00, or"
                            + " add one."));
    Instant next =
        next(when, now)
            .filter(instant -> instant.isAfter(now))
            .orElseThrow(() -> new BadInput(past(when, now)));
    Instant deadline = campaign.deadline().of(next, campaign.schedule().zone());
    if (!deadline.isAfter(next)) {
      throw new BadInput(
          "it would fire at "
              + next
              + ", after its deadline, "
              + deadline
              + ": nobody would be sent to. Give the campaign a later deadline.");
    }
    return new FiringPlan(when, next);
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException wrong) {
      throw new BadInput(
          "--at "
              + text
              + " is no instant; write one with its offset, as in 2026-11-24T08:00:00+01:00 or"
              + " 2026-11-24T07:00:00Z.");
    }
  }

  private static String past(When when, Instant now) {
    return when instanceof When.At(Instant instant)
        ? "it was to fire at "
            + instant
            + ", which has passed, "
            + Durations.words(Duration.between(instant, now))
            + " ago. Give it a later instant."
        : "its schedule never fires again. Give it a later one.";
  }

  /** The first instant at or after this; empty when it fires no more. */
  static Optional<Instant> next(When when, Instant from) {
    return switch (when) {
      case When.At(Instant instant) -> Optional.of(instant);
      case When.Cron cron -> cron.expression().next(from, cron.zone());
      case When.EveryMinute _ -> Optional.of(from);
    };
  }

  /** The zone that people say it in. */
  static ZoneId zone(When when) {
    return when instanceof When.Cron cron ? cron.zone() : ZoneOffset.UTC;
  }

  /** In its zone and, where that is another, in this machine's. */
  static String words(Instant instant, ZoneId zone, Instant now) {
    String there = FORMAT.format(instant.atZone(zone));
    ZoneId local = ZoneId.systemDefault();
    boolean same = zone.getRules().getOffset(instant).equals(local.getRules().getOffset(instant));
    String here = same ? "" : " (here " + FORMAT.format(instant.atZone(local)) + ")";
    return instant.isAfter(now)
        ? there + here + ", in " + Durations.words(Duration.between(now, instant))
        : there + here + ", " + Durations.words(Duration.between(instant, now)) + " ago";
  }
}
