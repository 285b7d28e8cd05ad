package dev.blast.campaign;

import dev.blast.campaign.Source.Mark;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a campaign's texts may say that its operator did not mean, each with its place. */
final class MessageNotes {

  private final Campaign campaign;
  private final Places places;
  private final Source source;

  MessageNotes(CampaignFile file, String name) {
    campaign = file.campaign();
    places = new Places(file, name);
    source = places.source();
  }

  /**
   * Placeholders of other programs.
   *
   * @param header the columns of the audience, as far as they are known
   */
  List<String> lookAlikes(List<String> header) {
    LookAlikes lookAlikes = new LookAlikes(columns(header));
    List<String> notes = new ArrayList<>();
    for (Key.Text key : List.of(Layout.SUBJECT, Layout.BODY)) {
      places
          .scalar(Layout.MESSAGE, key)
          .ifPresent(
              scalar ->
                  lookAlikes
                      .in(scalar.text())
                      .forEach(found -> notes.add(place(scalar, found) + words(found))));
    }
    return notes;
  }

  private Set<String> columns(List<String> header) {
    AudienceSource audience = campaign.audience();
    Set<String> columns = new LinkedHashSet<>();
    header.forEach(column -> columns.add(column.strip()));
    columns.addAll(campaign.columns());
    if (!(campaign.coupon() instanceof Coupon.None)) {
      columns.add("coupon");
    }
    columns.add(audience.idColumn());
    columns.add(audience.addressColumn());
    columns.addAll(audience.filter().keySet());
    columns.remove("");
    return columns;
  }

  private static String words(LookAlikes.Found found) {
    if (found.text().equals("}}")) {
      return "}} closes nothing and is sent as it stands: a placeholder opens with {{";
    }
    String column = found.column().map(name -> "{{" + name + "}}").orElse("{{column}}");
    return Words.quoted(found.text())
        + " is sent as it stands: for the value of a column write "
        + column;
  }

  /** Values that YAML ends at a hash which nobody writes before a comment. */
  List<String> cutValues() {
    if (source.isJson()) {
      return List.of();
    }
    return Stream.concat(
            Stream.of(
                    cut("name", places.scalar(Layout.NAME)),
                    cut("message.subject", places.scalar(Layout.MESSAGE, Layout.SUBJECT)),
                    cut("message.body", places.scalar(Layout.MESSAGE, Layout.BODY)),
                    cut("coupon.code", places.scalar(Layout.COUPON, Layout.CODE)))
                .flatMap(Optional::stream),
            filters())
        .toList();
  }

  private Stream<String> filters() {
    return places.node(Layout.AUDIENCE, Layout.FILTER).stream()
        .flatMap(
            filter ->
                filter instanceof Node.Mapping mapping
                    ? mapping.entries().stream()
                    : Stream.empty())
        .flatMap(
            entry ->
                entry.value() instanceof Node.Scalar scalar
                    ? cut("audience.filter." + entry.key(), Optional.of(scalar)).stream()
                    : Stream.empty());
  }

  private Optional<String> cut(String path, Optional<Node.Scalar> scalar) {
    return scalar.flatMap(
        found -> {
          String rest = source.lineFrom(found.mark());
          if (rest.isEmpty()
              || "\"'|>".indexOf(rest.charAt(0)) >= 0
              || !rest.startsWith(found.text())) {
            return Optional.empty();
          }
          String after = rest.substring(found.text().length());
          String comment = after.strip();
          boolean meant =
              comment.length() > 1
                  && comment.charAt(0) == '#'
                  && !Character.isWhitespace(comment.charAt(1))
                  && comment.charAt(1) != '#';
          return meant
              ? Optional.of(
                  places.prefix(found.mark())
                      + path
                      + " reads "
                      + Words.quoted(found.text())
                      + ": YAML takes "
                      + Words.quoted(comment)
                      + " for a comment; quote the value if that belongs to it")
              : Optional.empty();
        });
  }

  /** Where the message names a column first; empty when it does not. */
  Optional<String> placeOf(String column) {
    return Stream.of(Layout.SUBJECT, Layout.BODY)
        .flatMap(key -> places.scalar(Layout.MESSAGE, key).stream())
        .flatMap(scalar -> placeholder(scalar, column).stream())
        .findFirst();
  }

  private Optional<String> placeholder(Node.Scalar scalar, String column) {
    String text = scalar.text();
    int braces = 0;
    for (int open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", open + 2)) {
      int close = text.indexOf("}}", open);
      String inside = close < 0 ? "" : text.substring(open + 2, close);
      if (inside.replaceFirst("\\|.*", "").strip().equals(column)) {
        Mark mark = source.markOfBraces(scalar.mark(), braces);
        return Optional.of(source.name() + ":" + mark.line() + ":" + mark.column());
      }
      braces++;
    }
    return Optional.empty();
  }

  private String place(Node.Scalar scalar, LookAlikes.Found found) {
    int earlier = 0;
    for (int at = scalar.text().indexOf(found.text());
        at >= 0 && at < found.offset();
        at = scalar.text().indexOf(found.text(), at + 1)) {
      earlier++;
    }
    return places.prefix(source.markOf(found.text(), scalar.mark(), earlier));
  }
}
