package dev.blast.stage;

import dev.blast.audience.Fields;
import dev.blast.audience.Layout;
import dev.blast.audience.Slice;
import dev.blast.text.CleanText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks for the values that a campaign's filter names in the columns they are asked of, and keeps a
 * few others that are there. Bounded; not thread-safe.
 */
final class FilterValues {

  /** So many other values of a column are named. */
  private static final int OTHERS = 8;

  /** A longer value is cut where it is named. */
  private static final int SHOWN = 40;

  private final List<Column> columns;
  private final Slice value = new Slice();

  FilterValues(List<Layout.Filter> filters) {
    columns = filters.stream().map(Column::new).toList();
  }

  /** Takes note of a well-formed row. */
  void see(Fields fields) {
    for (Column column : columns) {
      if (column.isLooking()) {
        column.see(fields.clean(column.filter.field(), value));
      }
    }
  }

  /** A sentence for each value of the filter that occurred nowhere, in the campaign's order. */
  List<String> missing() {
    return columns.stream().flatMap(column -> column.missing().stream()).toList();
  }

  private static final class Column {

    private final Layout.Filter filter;

    /** The values of the filter, as texts count. */
    private final Set<String> accepted;

    /** Those that did not occur yet. */
    private final Set<String> wanted;

    private final List<byte[]> others = new ArrayList<>();
    private boolean more;

    Column(Layout.Filter filter) {
      this.filter = filter;
      this.accepted =
          filter.accepted().stream().map(CleanText::of).collect(Collectors.toUnmodifiableSet());
      this.wanted = new HashSet<>(accepted);
    }

    /** Once all values occurred there is nothing to say, whatever else is there. */
    boolean isLooking() {
      return !wanted.isEmpty();
    }

    void see(Slice value) {
      if (isKnown(value)) {
        return;
      }
      String text = value.text();
      if (wanted.remove(text) || accepted.contains(text)) {
        return;
      }
      if (others.size() < OTHERS) {
        others.add(text.getBytes(StandardCharsets.UTF_8));
      } else {
        more = true;
      }
    }

    /** Most columns that people filter by have few values: no text is made of one seen before. */
    private boolean isKnown(Slice value) {
      int to = Math.max(value.from(), value.to());
      for (byte[] other : others) {
        if (Arrays.equals(other, 0, other.length, value.bytes(), value.from(), to)) {
          return true;
        }
      }
      return false;
    }

    List<String> missing() {
      return wanted.stream().sorted().map(this::sentence).toList();
    }

    private String sentence(String value) {
      String found =
          others.isEmpty()
              ? "no other value that the filter does not name does"
              : others.stream()
                      .map(bytes -> quoted(new String(bytes, StandardCharsets.UTF_8)))
                      .collect(Collectors.joining(", "))
                  + (more ? ", …" : "")
                  + (others.size() > 1 || more ? " do" : " does");
      return "the filter's value "
          + quoted(value)
          + " occurs nowhere in the column '"
          + filter.name()
          + "'; "
          + found;
    }

    /** Nobody takes {@code " yes"} for {@code "yes"}, nor what garbles a terminal for a value. */
    private static String quoted(String text) {
      String start =
          text.codePointCount(0, text.length()) > SHOWN
              ? text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…"
              : text;
      return start
          .codePoints()
          .mapToObj(
              each ->
                  Character.isISOControl(each) || Character.getType(each) == Character.FORMAT
                      ? String.format(Locale.ROOT, "<U+%04X>", each)
                      : Character.toString(each))
          .collect(Collectors.joining("", "\"", "\""));
    }
  }
}
