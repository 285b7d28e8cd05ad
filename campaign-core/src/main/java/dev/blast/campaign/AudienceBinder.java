package dev.blast.campaign;

import dev.blast.campaign.AudienceSource.Match;
import dev.blast.campaign.AudienceSource.Suppression;
import dev.blast.campaign.Node.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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

  private final Findings findings;

  AudienceBinder(Findings findings) {
    this.findings = findings;
  }

  AudienceSource bind(Section audience) {
    audience.require(Layout.PATH, Layout.COLUMNS);
    Optional<Section> columns = audience.block(Layout.COLUMNS, Layout.COLUMNS_BLOCK);
    columns.ifPresent(c -> c.require(Layout.ID_COLUMN, Layout.ADDRESS_COLUMN));
    return new AudienceSource(
        path(audience),
        delimiter(audience),
        columns.flatMap(c -> c.text(Layout.ID_COLUMN)).orElse(""),
        columns.flatMap(c -> c.text(Layout.ADDRESS_COLUMN)).orElse(""),
        columns.flatMap(c -> c.text(Layout.ZONE_COLUMN)).orElse(""),
        filter(audience),
        suppressions(audience),
        limits(audience));
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
    String written = audience.choice(Layout.DELIMITER);
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
        section.choice(Layout.MATCH).equals("id") ? Match.ID : Match.ADDRESS);
  }
}
