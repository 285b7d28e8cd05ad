package dev.blast.stage;

import dev.blast.campaign.AudienceSource.Match;

/**
 * A suppression list, and what came of it.
 *
 * @param file as the campaign names it
 * @param column of the list that was compared
 * @param match with what of the recipients
 * @param entries rows of the list with something in that column
 * @param matched rows of the audience that it names, which would be recipients but for the lists
 * @param hint why it may have matched nobody, and what to write instead; empty where nothing
 *     suggests itself
 */
public record ListUse(
    String file, String column, Match match, long entries, long matched, String hint) {

  /** Whether it names people, and none of them is in the audience. */
  public boolean matchedNobody() {
    return entries > 0 && matched == 0;
  }

  ListUse withHint(String why) {
    return new ListUse(file, column, match, entries, matched, why);
  }
}
