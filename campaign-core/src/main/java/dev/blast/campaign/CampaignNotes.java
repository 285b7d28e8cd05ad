package dev.blast.campaign;

import java.net.URI;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is right in a campaign, yet may not be what its operator thinks. */
public final class CampaignNotes {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final Pattern SIGNED = Pattern.compile("Etc/GMT([+-])([1-9][0-9]?)");

  private CampaignNotes() {}

  /**
   * One sentence each; empty when there is nothing to say.
   *
   * @param name of the file, as the operator knows it
   */
  public static List<String> of(CampaignFile file, String name) {
    return of(file, name, List.of());
  }

  /**
   * {@link #of(CampaignFile, String)}, and what only the audience tells.
   *
   * @param header the audience's columns
   */
  public static List<String> of(CampaignFile file, String name, List<String> header) {
    List<String> notes = of(file.campaign());
    MessageNotes message = new MessageNotes(file, name);
    notes.addAll(message.cutValues());
    notes.addAll(message.lookAlikes(header));
    return List.copyOf(notes);
  }

  /**
   * Where a campaign's message names a column first, as {@code file:line:column}; empty when it
   * does not.
   *
   * @param name of the file, as the operator knows it
   */
  public static Optional<String> placeOf(String column, CampaignFile file, String name) {
    return new MessageNotes(file, name).placeOf(column);
  }

  private static List<String> of(Campaign campaign) {
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
    return notes;
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
    String zone = campaign.schedule().zone().getId();
    Matcher signed = SIGNED.matcher(zone);
    if (signed.matches()) {
      notes.add(signed(zone, signed.group(1), signed.group(2)));
    }
    if (campaign.deadline() instanceof Deadline.Clock(var time)
        && campaign.schedule().zone().equals(ZoneOffset.UTC)) {
      notes.add("the deadline " + time + " is in UTC, because the campaign has no schedule");
    }
  }

  /** Names of POSIX: hours to add to local time for UTC, as the IANA file "etcetera" explains. */
  private static String signed(String zone, String sign, String hours) {
    boolean west = sign.equals("+");
    return "the zone "
        + zone
        + " is "
        + hours
        + (hours.equals("1") ? " hour " : " hours ")
        + (west ? "behind" : "ahead of")
        + " UTC ("
        + (west ? "west" : "east")
        + " of Greenwich): its sign runs the other way; UTC"
        + sign
        + hours
        + " is Etc/GMT"
        + (west ? "-" : "+")
        + hours;
  }
}
