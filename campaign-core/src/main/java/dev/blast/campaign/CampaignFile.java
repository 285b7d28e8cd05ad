package dev.blast.campaign;

/**
 * A campaign together with the file it was read from; a run freezes both.
 *
 * @param origin where it was read from; relative paths in the campaign start beside it
 * @param text the file's content, verbatim
 * @param campaign what it says
 */
public record CampaignFile(Origin origin, String text, Campaign campaign) {

  /** A path of the campaign, as {@link Origin#resolve} understands it. */
  public String resolve(String uri) {
    return origin.resolve(uri);
  }
}
