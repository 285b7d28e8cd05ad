package dev.blast.campaign;

import dev.blast.campaign.AudienceSource.Addresses;
import dev.blast.campaign.AudienceSource.Match;
import dev.blast.campaign.AudienceSource.Suppression;
import dev.blast.campaign.Node.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads whom to reach. */
final class AudienceBinder {

  /** A scheme has two letters or more, so that {@code C:\customers.csv} stays a path. */
  private static final Pattern URI = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*");

  /** Bucket names by the S3 User Guide, "Bucket naming rules"; keys are anything. */
  private static final Pattern S3 = Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/.+");

  private static final Set<String> COUNTRIES =
      Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);

  private final Findings findings;

  AudienceBinder(Findings findings) {
    this.findings = findings;
  }

  AudienceSource bind(Section audience) {
    audience.require(Layout.PATH, Layout.COLUMNS);
    Optional<Section> columns = audience.block(Layout.COLUMNS, Layout.COLUMNS_BLOCK);
    columns.ifPresent(c -> c.require(Layout.ID_COLUMN, Layout.ADDRESS_COLUMN));
    Address address = columns.map(this::address).orElse(new Address("", Optional.empty(), ""));
    return new AudienceSource(
        path(audience),
        delimiter(audience),
        columns.flatMap(c -> c.text(Layout.ID_COLUMN)).orElse(""),
        address.column(),
        columns.flatMap(c -> c.text(Layout.ZONE_COLUMN)).orElse(""),
        filter(audience),
        suppressions(audience),
        new Addresses(
            address.kind(),
            address.region(),
            audience.choice(Layout.UNIQUE).equals(Layout.ADDRESS.name())),
        limits(audience));
  }

  /** What {@code audience.columns.address} says: a column, or a block that says more. */
  private record Address(String column, Optional<AddressKind> kind, String region) {}

  private Address address(Section columns) {
    boolean block =
        columns
            .entry(Layout.ADDRESS_COLUMN)
            .filter(entry -> entry.value() instanceof Node.Mapping)
            .isPresent();
    if (!block) {
      return new Address(columns.text(Layout.ADDRESS_COLUMN).orElse(""), Optional.empty(), "");
    }
    Section address = columns.block(Layout.ADDRESS, Layout.ADDRESS_BLOCK).orElseThrow();
    address.require(Layout.ADDRESSED);
    Optional<String> region = address.parsed(Layout.REGION, AudienceBinder::region);
    Optional<AddressKind> kind =
        address.has(Layout.ADDRESS_KIND)
            ? Optional.of(kind(address.choice(Layout.ADDRESS_KIND)))
            : region.map(known -> AddressKind.PHONE);
    if (region.isPresent() && !kind.equals(Optional.of(AddressKind.PHONE))) {
      findings.add(
          address.markOf(Layout.REGION),
          "a region for addresses that are no phone numbers",
          "kind: phone beside it",
          "write kind: phone, or remove region");
    }
    return new Address(address.text(Layout.ADDRESSED).orElse(""), kind, region.orElse(""));
  }

  private static AddressKind kind(String word) {
    return AddressKind.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static Optional<String> region(String text) {
    return Optional.of(text.strip()).filter(COUNTRIES::contains);
  }

  private AudienceLimits limits(Section audience) {
    Optional<Section> written =
        audience.block(Layout.AUDIENCE_LIMITS, Layout.AUDIENCE_LIMITS_BLOCK);
    Share invalid =
        written
            .flatMap(limits -> limits.parsed(Layout.INVALID, Share::parse))
            .orElse(AudienceLimits.STANDARD.invalid());
    Optional<Section> recipients =
        written.flatMap(limits -> limits.block(Layout.RECIPIENTS, Layout.RECIPIENTS_BLOCK));
    long least =
        recipients
            .map(section -> section.whole(Layout.LEAST_RECIPIENTS))
            .orElse(AudienceLimits.STANDARD.least());
    OptionalLong most =
        recipients
            .filter(section -> section.has(Layout.MOST_RECIPIENTS))
            .map(section -> OptionalLong.of(section.whole(Layout.MOST_RECIPIENTS)))
            .orElse(OptionalLong.empty());
    if (most.isPresent() && most.getAsLong() < least) {
      findings.add(
          recipients.orElseThrow().markOf(Layout.MOST_RECIPIENTS),
          "max " + Words.number(most.getAsLong()) + " and min " + Words.number(least),
          "audience.limits.recipients.max to be at least min",
          "raise max or lower min");
    }
    return new AudienceLimits(invalid, least, most);
  }

  private static String path(Section section) {
    return section
        .parsed(Layout.PATH, text -> Optional.of(text.strip()).filter(AudienceBinder::isPath))
        .orElse("");
  }

  private static boolean isPath(String text) {
    return !text.isEmpty() && (!URI.matcher(text).matches() || S3.matcher(text).matches());
  }

  private static char delimiter(Section audience) {
    return delimiter(audience.choice(Layout.DELIMITER));
  }

  private static char delimiter(String written) {
    return written.equals("tab") ? '\t' : written.charAt(0);
  }

  private Map<String, Set<String>> filter(Section audience) {
    Map<String, Set<String>> filter = new LinkedHashMap<>();
    for (Entry column :
        audience.mapping(Layout.FILTER).map(Node.Mapping::entries).orElse(List.of())) {
      filter.put(column.key(), accepted(column));
    }
    return filter;
  }

  private Set<String> accepted(Entry column) {
    List<Node> values =
        column.value() instanceof Node.Listing(var mark, List<Node> items) && !items.isEmpty()
            ? items
            : List.of(column.value());
    Set<String> accepted = new LinkedHashSet<>();
    for (Node value : values) {
      if (value instanceof Node.Scalar scalar) {
        accepted.add(scalar.text());
      } else {
        findings.add(
            value.mark(),
            value.shown(),
            "audience.filter." + column.key() + " to be one value or a list of values",
            "write the values it may have, as in " + column.key() + ": [A, B]");
      }
    }
    return accepted;
  }

  private List<Suppression> suppressions(Section audience) {
    Optional<Node> list = audience.entry(Layout.SUPPRESS).map(Entry::value);
    if (list.isEmpty()) {
      return List.of();
    }
    if (!(list.get() instanceof Node.Listing listing)) {
      audience.wrong(Layout.SUPPRESS, list.get());
      return List.of();
    }
    List<Suppression> suppressions = new ArrayList<>();
    for (Node item : listing.items()) {
      if (item instanceof Node.Mapping mapping) {
        suppressions.add(
            suppression(Section.open(Layout.SUPPRESS_BLOCK, item.mark(), mapping, findings)));
      } else {
        audience.wrong(Layout.SUPPRESS, item);
      }
    }
    return suppressions;
  }

  private static Suppression suppression(Section section) {
    section.require(Layout.PATH, Layout.SUPPRESSED);
    return new Suppression(
        path(section),
        section.text(Layout.SUPPRESSED).orElse(""),
        section.choice(Layout.MATCH).equals("id") ? Match.ID : Match.ADDRESS,
        Optional.of(section.choice(Layout.LIST_DELIMITER))
            .filter(written -> !written.equals(Layout.LIST_DELIMITER.words().getFirst()))
            .map(AudienceBinder::delimiter));
  }
}
