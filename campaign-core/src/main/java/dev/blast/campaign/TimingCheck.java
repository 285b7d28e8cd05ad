package dev.blast.campaign;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares a campaign's times with the present, which reading the file does not know. */
public final class TimingCheck {

  private TimingCheck() {}

  /**
   * Why the campaign cannot fire by its schedule any more, or reaches nobody when it does: a cron
   * that never fires, an {@code at} longer ago than {@code latestStart} allows, a deadline that is
   * over at the start. A campaign that fires only when told to has only the last of them. Empty
   * when nothing is wrong.
   *
   * @param name of the file, as the operator knows it
   */
  public static List<Problem> problems(CampaignFile file, String name, Instant now) {
    Campaign campaign = file.campaign();
    Places places = new Places(file, name);
    List<Problem> problems = new ArrayList<>();
    Optional<Instant> start =
        switch (campaign.schedule()) {
          case Schedule.OnDemand onDemand -> Optional.of(now);
          case Schedule.Cron(CronExpression cron, ZoneId zone) -> {
            Optional<Instant> next = cron.next(now, zone);
            if (next.isEmpty()) {
              problems.add(never(cron, zone, places));
            }
            yield next;
          }
          case Schedule.At at -> {
            Instant instant = at.next(now).orElseThrow();
            boolean over = instant.plus(campaign.latestStart()).isBefore(now);
            if (over) {
              problems.add(past(at, instant, now, campaign, places));
            }
            yield over ? Optional.empty() : Optional.of(instant);
          }
        };
    start.flatMap(first -> overAt(first, now, campaign, places)).ifPresent(problems::add);
    return List.copyOf(problems);
  }

  private static Problem never(CronExpression cron, ZoneId zone, Places places) {
    boolean ever = cron.next(Instant.EPOCH, zone).isPresent();
    return places.problem(
        Words.quoted(cron.toString())
            + (ever ? ", which fires no more: all its times have passed" : ", which never fires"),
        "a schedule that has a next time",
        ever
            ? "write * or a later year as its last field"
            : "correct it: no year has such a day in such a month",
        Layout.SCHEDULE,
        Layout.CRON);
  }

  private static Problem past(
      Schedule.At at, Instant instant, Instant now, Campaign campaign, Places places) {
    Duration ago = Duration.between(instant, now).truncatedTo(ChronoUnit.MINUTES);
    return places.problem(
        at.local() + " in " + at.zone() + ", which was " + Durations.text(ago) + " ago",
        "a time to come; latestStart allows "
            + Durations.text(campaign.latestStart())
            + " of delay",
        "write a later one, or send at once with: blast run FILE --now",
        Layout.SCHEDULE,
        Layout.AT);
  }

  private static Optional<Problem> overAt(
      Instant start, Instant now, Campaign campaign, Places places) {
    Instant deadline = campaign.deadline().of(start, campaign.schedule().zone());
    boolean waits = start.isAfter(now);
    if (deadline.isAfter(waits ? start : now)) {
      return Optional.empty();
    }
    return Optional.of(
        places.problem(
            "the deadline "
                + deadline
                + (waits ? ", which is not after the start, " + start : ", which has passed"),
            "an instant after the start",
            "write a later one, or how long after the start, as in " + Layout.DEADLINE.line(),
            Layout.DEADLINE));
  }
}
