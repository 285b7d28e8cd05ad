package dev.blast.campaign;

import java.net.URI;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is right in a campaign, yet may not be what its operator thinks. */
public final class CampaignNotes {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private CampaignNotes() {}

  /** One sentence each; empty when there is nothing to say. */
  public static List<String> of(Campaign campaign) {
    List<String> notes = new ArrayList<>();
    if (!campaign.audience().timeZoneColumn().isEmpty()) {
      notes.add(
          "audience.columns.timeZone is kept for later: in this version everybody is sent to at"
              + " the same instant");
    }
    switch (campaign.message().channel()) {
      case ChannelSettings.Demo demo -> notes.add("the demo channel reaches nobody");
      case ChannelSettings.Webhook webhook -> webhook(webhook.url(), notes);
    }
    timing(campaign, notes);
    packing(campaign, notes);
    return List.copyOf(notes);
  }

  private static void webhook(URI url, List<String> notes) {
    if ("http".equalsIgnoreCase(url.getScheme())
        && !LOOPBACK.contains(url.getHost().toLowerCase(Locale.ROOT))) {
      notes.add(
          "messages and headers travel unencrypted to " + url.getHost() + "; use https if it can");
    }
    String query = url.getRawQuery() == null ? "" : url.getRawQuery();
    for (String parameter : query.split("&")) {
      String name = parameter.replaceFirst("=.*", "");
      if (WebhookBinder.looksLikeCredential(name)) {
        notes.add(
            "the URL's parameter "
                + name
                + " looks like a credential: it is stored with every run as it is written");
      }
    }
  }

  private static void packing(Campaign campaign, List<String> notes) {
    if (campaign.packing() instanceof Packing.Fixed(int asked)) {
      int held = campaign.throttle().largestEnvelope(asked);
      if (held < asked) {
        notes.add(
            "messages on the queue hold at most "
                + held
                + " recipients, not the "
                + asked
                + " of packing: those of one are released together, and "
                + held
                + " are what keeps and fills the throttle of "
                + campaign.throttle().text());
      }
    }
  }

  private static void timing(Campaign campaign, List<String> notes) {
    if (campaign.schedule() instanceof Schedule.At(var local, var zone)
        && zone.getRules().getValidOffsets(local).size() > 1) {
      notes.add(local + " occurs twice in " + zone + ": the first of the two is meant");
    }
    if (campaign.deadline() instanceof Deadline.Clock(var time)
        && campaign.schedule().zone().equals(ZoneOffset.UTC)) {
      notes.add("the deadline " + time + " is in UTC, because the campaign has no schedule");
    }
  }
}
