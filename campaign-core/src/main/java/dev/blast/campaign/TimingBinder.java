package dev.blast.campaign;

import dev.blast.campaign.Source.Mark;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads when a campaign fires, and until when it is worth saying. */
final class TimingBinder {

  private static final Deadline STANDARD = new Deadline.After(Duration.ofDays(1));

  /** SQS keeps a message for at most 14 days (MessageRetentionPeriod). */
  private static final Duration LONGEST = Duration.ofDays(14);

  private final Findings findings;

  TimingBinder(Findings findings) {
    this.findings = findings;
  }

  Schedule schedule(Section top) {
    return top.block(Layout.SCHEDULE, Layout.SCHEDULE_BLOCK)
        .flatMap(this::fired)
        .orElse(new Schedule.OnDemand());
  }

  private Optional<Schedule> fired(Section schedule) {
    schedule.require(Layout.ZONE);
    Optional<ZoneId> zone = zone(schedule);
    if (schedule.has(Layout.AT) == schedule.has(Layout.CRON)) {
      findings.add(
          schedule.mark(),
          schedule.has(Layout.AT) ? "both at and cron" : "neither at nor cron",
          "schedule to have one of at and cron",
          schedule.has(Layout.AT) ? "remove one of the two" : "add " + Layout.AT.line());
      return Optional.empty();
    }
    if (schedule.has(Layout.CRON)) {
      Optional<CronExpression> cron = cron(schedule);
      return zone.flatMap(z -> cron.map(c -> new Schedule.Cron(c, z)));
    }
    Optional<LocalDateTime> at = schedule.parsed(Layout.AT, TimingBinder::localDateTime);
    return zone.flatMap(
        z ->
            at.filter(local -> exists(local, z, schedule.markOf(Layout.AT)))
                .map(local -> new Schedule.At(local, z)));
  }

  private static Optional<LocalDateTime> localDateTime(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text.strip()))
          .filter(local -> local.equals(local.truncatedTo(ChronoUnit.SECONDS)));
    } catch (DateTimeParseException notLocal) {
      return Optional.empty();
    }
  }

  private boolean exists(LocalDateTime local, ZoneId zone, Mark mark) {
    ZoneOffsetTransition gap = zone.getRules().getTransition(local);
    if (gap == null || !gap.isGap()) {
      return true;
    }
    findings.add(
        mark,
        local + ", a time that does not exist in " + zone,
        "a time before "
            + gap.getDateTimeBefore()
            + " or from "
            + gap.getDateTimeAfter()
            + " on: the clocks go forward between the two",
        "write at: \"" + gap.getDateTimeAfter() + "\"");
    return false;
  }

  private Optional<CronExpression> cron(Section schedule) {
    Optional<CronExpression.Parsed> parsed =
        schedule.parsed(Layout.CRON, text -> Optional.of(CronExpression.parse(text)));
    return parsed.flatMap(
        result ->
            switch (result) {
              case CronExpression.Parsed.Valid(CronExpression expression) ->
                  Optional.of(expression);
              case CronExpression.Parsed.Invalid(String why) -> {
                findings.add(
                    schedule.markOf(Layout.CRON),
                    "a cron expression that cannot be read: " + why,
                    "schedule.cron to be "
                        + Layout.CRON.kind()
                        + "; ? in exactly one of day of month and day of week",
                    "write " + Layout.CRON.line() + " for every day at 08:00");
                yield Optional.empty();
              }
            });
  }

  private Optional<ZoneId> zone(Section schedule) {
    Optional<String> written = schedule.text(Layout.ZONE);
    Optional<ZoneId> zone = written.flatMap(TimingBinder::iana);
    if (written.isPresent() && zone.isEmpty()) {
      List<String> names =
          new TreeSet<>(ZoneId.getAvailableZoneIds())
              .stream().filter(name -> iana(name).isPresent()).toList();
      findings.add(
          schedule.markOf(Layout.ZONE),
          Words.quoted(written.get()),
          "schedule.zone to be an IANA time zone such as Europe/Berlin, or UTC",
          Words.nearest(written.get(), names)
              .map(near -> "did you mean " + near + "?")
              .orElse("write " + Layout.ZONE.line()));
    }
    return zone;
  }

  /** Abbreviations such as EST are left out: they never change their clocks, which surprises. */
  private static Optional<ZoneId> iana(String name) {
    boolean known = ZoneId.getAvailableZoneIds().contains(name);
    return known && (name.contains("/") || name.equals("UTC"))
        ? Optional.of(ZoneId.of(name))
        : Optional.empty();
  }

  Deadline deadline(Section top, Schedule schedule) {
    Deadline deadline = top.parsed(Layout.DEADLINE, TimingBinder::anyDeadline).orElse(STANDARD);
    if (!(deadline instanceof Deadline.At(Instant instant))) {
      return deadline;
    }
    Mark mark = top.markOf(Layout.DEADLINE);
    switch (schedule) {
      case Schedule.At at -> {
        Instant start = at.local().atZone(at.zone()).toInstant();
        if (!instant.isAfter(start)) {
          findings.add(
              mark,
              "the deadline " + instant + ", which is not after the schedule",
              "an instant after " + start,
              "write a later one, or how long after the start, as in " + Layout.DEADLINE.line());
        }
      }
      case Schedule.Cron cron ->
          findings.add(
              mark,
              "one instant as the deadline of a campaign that fires again and again",
              "a duration or a local time, so that each run has its own",
              "write " + Layout.DEADLINE.line());
      case Schedule.OnDemand onDemand -> {}
    }
    return deadline;
  }

  private static Optional<Deadline> anyDeadline(String written) {
    String text = written.strip();
    if (text.contains(":")) {
      return text.contains("T") ? instant(text) : clock(text);
    }
    return Durations.parse(text)
        .filter(d -> d.isPositive() && d.compareTo(LONGEST) <= 0)
        .map(Deadline.After::new);
  }

  private static Optional<Deadline> instant(String text) {
    try {
      return Optional.of(new Deadline.At(OffsetDateTime.parse(text).toInstant()));
    } catch (DateTimeParseException notAnInstant) {
      return Optional.empty();
    }
  }

  private static Optional<Deadline> clock(String text) {
    try {
      return Optional.of(new Deadline.Clock(LocalTime.parse(text)));
    } catch (DateTimeParseException notATime) {
      return Optional.empty();
    }
  }
}
