package dev.blast.audience;

import dev.blast.campaign.AddressKind;
import dev.blast.campaign.AudienceSource;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.Coupon;
import dev.blast.campaign.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Where in a row the things stand that a campaign needs. Immutable.
 *
 * @param width fields a row has
 * @param id field of the recipient id
 * @param address field of the address
 * @param timeZone field of the recipient's zone, where the campaign names one
 * @param coupon field of the recipient's own code, where the campaign uses one
 * @param values the fields of {@link Campaign#columns()}, in that order
 * @param filters all of which a wanted row passes
 * @param header the names of the fields
 * @param kind what the addresses are
 * @param region where a phone number without a country code is from; empty for nowhere
 */
public record Layout(
    int width,
    int id,
    int address,
    OptionalInt timeZone,
    OptionalInt coupon,
    List<Integer> values,
    List<Filter> filters,
    List<String> header,
    AddressKind kind,
    String region) {

  private static final String MESSAGE = "the message";

  public Layout {
    values = List.copyOf(values);
    filters = List.copyOf(filters);
    header = List.copyOf(header);
  }

  /** Of fields whose names do not matter, with addresses of any kind. */
  public Layout(
      int width,
      int id,
      int address,
      OptionalInt timeZone,
      OptionalInt coupon,
      List<Integer> values,
      List<Filter> filters) {
    this(width, id, address, timeZone, coupon, values, filters, List.of(), AddressKind.ANY, "");
  }

  /**
   * A wanted row has one of these values in this field, as texts {@linkplain
   * dev.blast.text.CleanText count}.
   *
   * @param name of the column
   */
  public record Filter(int field, String name, Set<String> accepted) {
    public Filter {
      accepted = Set.copyOf(accepted);
    }
  }

  /** What the problem of a column expects that the message names and the header lacks. */
  public static String missing(String column) {
    return HeaderRow.expected(column, MESSAGE);
  }

  /** What came of looking for a campaign's columns. */
  public sealed interface Binding {

    record Bound(Layout layout) implements Binding {}

    /** One problem for each column that is missing or there more than once. */
    record Unbound(List<Problem> problems) implements Binding {}
  }

  /** Looks for the columns that the campaign needs of its audience. */
  public static Binding bind(HeaderRow header, Campaign campaign) {
    List<Problem> problems = new ArrayList<>();
    AudienceSource audience = campaign.audience();
    int id = header.column(audience.idColumn(), "the recipient id", problems).orElse(-1);
    int address =
        audience.idIsAddress()
            ? id
            : header.column(audience.addressColumn(), "the address", problems).orElse(-1);
    OptionalInt zone =
        audience.timeZoneColumn().isEmpty()
            ? OptionalInt.empty()
            : header.column(audience.timeZoneColumn(), "the time zone", problems);
    List<Filter> filters = new ArrayList<>();
    audience
        .filter()
        .forEach(
            (name, accepted) ->
                header
                    .column(name, "the filter", problems)
                    .ifPresent(field -> filters.add(new Filter(field, name, accepted))));
    List<Integer> values = new ArrayList<>();
    for (String name : campaign.columns()) {
      header.column(name, MESSAGE, problems).ifPresent(values::add);
    }
    OptionalInt coupon =
        campaign.coupon() instanceof Coupon.Column column && campaign.usesCoupon()
            ? header.column(column.name(), "the coupon", new ArrayList<>())
            : OptionalInt.empty();
    return problems.isEmpty()
        ? new Binding.Bound(
            new Layout(
                header.names().size(),
                id,
                address,
                zone,
                coupon,
                values,
                filters,
                header.names(),
                campaign.addressKind(),
                audience.addresses().region()))
        : new Binding.Unbound(problems.stream().distinct().toList());
  }
}
