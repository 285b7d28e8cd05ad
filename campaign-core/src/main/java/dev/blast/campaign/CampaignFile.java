package dev.blast.campaign;

import java.nio.file.Path;

/**
 * A campaign together with the file it was read from; a run freezes both.
 *
 * @param origin absolute path of the file; relative paths in the campaign start at its folder
 * @param text the file's content, verbatim
 * @param campaign what it says
 */
public record CampaignFile(Path origin, String text, Campaign campaign) {

  /** A path of the campaign, resolved against the file's folder. */
  public Path resolve(String uri) {
    return origin.resolveSibling(uri).normalize();
  }
}
