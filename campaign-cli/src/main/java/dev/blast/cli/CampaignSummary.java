package dev.blast.cli;

import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.ChannelSettings;
import dev.blast.campaign.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A campaign in a few lines for people.
 *
 * @param now to say how far away things are
 */
record CampaignSummary(CampaignFile file, Instant now) {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss VV", Locale.ROOT);

  List<String> lines() {
    Campaign campaign = file.campaign();
    return List.of(
        "  audience  " + campaign.audience().uri(),
        "  channel   " + channel(campaign.message().channel()),
        "  fires     " + fires(campaign.schedule()),
        "  deadline  " + deadline(campaign));
  }

  private static String channel(ChannelSettings settings) {
    return switch (settings) {
      case ChannelSettings.Webhook webhook -> "webhook " + webhook.url();
      case ChannelSettings.Demo _ -> "demo: built in, reaches nobody";
    };
  }

  private String fires(Schedule schedule) {
    Optional<Instant> next = schedule.next(now);
    if (next.isEmpty()) {
      return schedule instanceof Schedule.OnDemand
          ? "only when told to (blast run FILE --now)"
          : "never";
    }
    String at = local(next.get(), schedule);
    return next.get().isBefore(now)
        ? at + ", " + Durations.words(Duration.between(next.get(), now)) + " ago"
        : at + ", in " + Durations.words(Duration.between(now, next.get()));
  }

  private String deadline(Campaign campaign) {
    Instant start = campaign.schedule().next(now).orElse(now);
    Instant deadline = campaign.deadline().of(start, campaign.schedule().zone());
    return local(deadline, campaign.schedule())
        + ", "
        + Durations.words(Duration.between(start, deadline))
        + " after the start";
  }

  static String local(Instant instant, Schedule schedule) {
    return FORMAT.format(instant.atZone(schedule.zone()));
  }
}
