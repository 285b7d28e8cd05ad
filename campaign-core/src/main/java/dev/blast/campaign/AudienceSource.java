package dev.blast.campaign;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whom to reach.
 *
 * @param uri a path as the operator wrote it (relative to the campaign file) or {@code s3://…};
 *     ending in {@code .gz} when compressed
 * @param delimiter between fields: an ASCII character other than a quote or a line end
 * @param idColumn the header of the recipient id: what makes a recipient unique
 * @param addressColumn the header of the address the channel sends to; may equal the id's
 * @param timeZoneColumn the header of the recipient's IANA zone; empty when the file names none
 * @param filter column → accepted values; a row is wanted when every column holds one of its values
 * @param suppressions lists of people never to reach
 * @param limits beyond which the audience is refused
 */
public record AudienceSource(
    String uri,
    char delimiter,
    String idColumn,
    String addressColumn,
    String timeZoneColumn,
    Map<String, Set<String>> filter,
    List<Suppression> suppressions,
    AudienceLimits limits) {

  /** With {@link AudienceLimits#STANDARD}. */
  public AudienceSource(
      String uri,
      char delimiter,
      String idColumn,
      String addressColumn,
      String timeZoneColumn,
      Map<String, Set<String>> filter,
      List<Suppression> suppressions) {
    this(
        uri,
        delimiter,
        idColumn,
        addressColumn,
        timeZoneColumn,
        filter,
        suppressions,
        AudienceLimits.STANDARD);
  }

  /**
   * A list of people never to reach.
   *
   * @param uri a CSV with a header, in UTF-8, like {@link AudienceSource#uri}
   * @param column the header of the values to suppress
   * @param match what of the recipient these values name
   */
  public record Suppression(String uri, String column, Match match) {}

  /** What a suppression list names. */
  public enum Match {
    /** The recipient id, exactly. */
    ID,
    /** The address, without regard to case. */
    ADDRESS
  }

  public AudienceSource {
    filter = Map.copyOf(filter);
    suppressions = List.copyOf(suppressions);
  }

  /** The same with other limits. */
  public AudienceSource within(AudienceLimits others) {
    return new AudienceSource(
        uri, delimiter, idColumn, addressColumn, timeZoneColumn, filter, suppressions, others);
  }
}
