package dev.blast.campaign;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * @param addresses what the addresses are
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
    Addresses addresses,
    AudienceLimits limits) {

  /** With addresses of the kind that the channel implies, and {@link AudienceLimits#STANDARD}. */
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
        Addresses.IMPLIED,
        AudienceLimits.STANDARD);
  }

  /**
   * What the addresses are.
   *
   * @param kind empty where the channel implies it
   * @param region where a phone number without a country code is from, by ISO 3166; empty for
   *     nowhere
   * @param unique whether an address is sent to once, under whatever ids it occurs
   */
  public record Addresses(Optional<AddressKind> kind, String region, boolean unique) {

    static final Addresses IMPLIED = new Addresses(Optional.empty(), "", false);
  }

  /**
   * A list of people never to reach.
   *
   * @param uri a CSV with a header, in UTF-8, like {@link AudienceSource#uri}
   * @param column the header of the values to suppress
   * @param match what of the recipient these values name
   * @param delimiter between its fields; empty where its header tells
   */
  public record Suppression(String uri, String column, Match match, Optional<Character> delimiter) {

    /** Whose header tells its delimiter. */
    public Suppression(String uri, String column, Match match) {
      this(uri, column, match, Optional.empty());
    }
  }

  /** Whether the recipient id and the address are the same column. */
  public boolean idIsAddress() {
    return addressColumn.equals(idColumn);
  }

  /** What a suppression list names. */
  public enum Match {
    /** The recipient id, exactly; without regard to case where it is the address. */
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
        uri,
        delimiter,
        idColumn,
        addressColumn,
        timeZoneColumn,
        filter,
        suppressions,
        addresses,
        others);
  }
}
