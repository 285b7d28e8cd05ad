package dev.blast.aws.s3;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where one upload of a campaign is: its files in {@code campaigns/<id>/<instant>/}, what was
 * staged of them in {@code staged/<id>/<instant>…}, which no path of the campaign leads to, and
 * which is kept as long as a run is and no longer.
 *
 * @param campaign its id
 * @param upload the instant
 */
public record CampaignFolder(String campaign, String upload) {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern NAME = Pattern.compile("campaigns/([^/]+)/([^/]+)/.*");

  /** Of an upload that begins now. */
  public static CampaignFolder of(String campaign, Instant now) {
    return new CampaignFolder(campaign, STAMP.format(now));
  }

  /** The folder of an object that is in one, by the object's name. */
  public static Optional<CampaignFolder> containing(String name) {
    Matcher folder = NAME.matcher(name);
    return folder.matches()
        ? Optional.of(new CampaignFolder(folder.group(1), folder.group(2)))
        : Optional.empty();
  }

  /** The name of a file in it. */
  public String file(String file) {
    return "campaigns/" + campaign + "/" + upload + "/" + file;
  }

  /** The name of what was staged of it. */
  String staged() {
    return "staged/" + campaign + "/" + upload + ".json";
  }

  /** The name of the rows that are no recipients. */
  String rejects() {
    return "staged/" + campaign + "/" + upload + "." + RunObjects.REJECTS;
  }
}
