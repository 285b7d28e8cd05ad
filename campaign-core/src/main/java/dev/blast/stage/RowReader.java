package dev.blast.stage;

import dev.blast.audience.Fields;
import dev.blast.audience.Layout;
import dev.blast.audience.Slice;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Reason;
import dev.blast.queue.EnvelopeWriter;
import dev.blast.queue.Recipient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Reads records as rows: the one place that says which are valid and wanted, for staging, dispatch
 * and report. Makes strings only when asked for them. Not thread-safe.
 */
final class RowReader {

  /** A wanted row, encoded, is never larger. */
  static final int MAX_ENCODED = 256 * 1024;

  /** Line number, brackets, quotes and commas of a recipient in an envelope, at most. */
  private static final int OVERHEAD = 40;

  private static final int OVERHEAD_PER_VALUE = 3;
  private static final int WORST_EXPANSION = 6;
  private static final byte[] JSON_BYTES = jsonBytes();

  private static final RowVerdict WANTED = new RowVerdict.Wanted();
  private static final RowVerdict NO_ID = invalid("no-recipient-id", "the recipient id is empty");
  private static final RowVerdict NO_ADDRESS = invalid("no-address", "the address is empty");
  private static final RowVerdict NO_COUPON = invalid("no-coupon-code", "no coupon code");
  private static final RowVerdict TOO_LARGE =
      invalid("recipient-too-large", "larger than 256 KiB as a message");

  private final Layout layout;
  private final int coupon;
  private final int[] values;
  private final Filter[] filters;
  private final Slice id = new Slice();
  private final Slice address = new Slice();
  private final Slice other = new Slice();

  RowReader(Layout layout) {
    this.layout = layout;
    coupon = layout.coupon().orElse(-1);
    values = layout.values().stream().mapToInt(Integer::intValue).toArray();
    filters = layout.filters().stream().map(Filter::of).toArray(Filter[]::new);
  }

  /** Reads one record; what it answers holds until the next call. */
  RowVerdict read(Fields fields) {
    if (fields.count() != layout.width()) {
      return wrongWidth(fields.count());
    }
    if (fields.slice(layout.id(), id).strip().isEmpty()) {
      return NO_ID;
    }
    if (fields.slice(layout.address(), address).strip().isEmpty()) {
      return NO_ADDRESS;
    }
    if (coupon >= 0 && fields.slice(coupon, other).strip().isEmpty()) {
      return NO_COUPON;
    }
    if (mayBeTooLarge(fields) && encodedSize(fields) > MAX_ENCODED) {
      return TOO_LARGE;
    }
    for (Filter filter : filters) {
      if (!filter.accepts(fields.slice(filter.field, other))) {
        return filter.verdict;
      }
    }
    return WANTED;
  }

  /** The recipient id of a row that is wanted or filtered, stripped. */
  Slice id() {
    return id;
  }

  /** The address, stripped, like {@link #id}. */
  Slice address() {
    return address;
  }

  /** A row that is no recipient: who it is about, where it has as many fields as it should. */
  ShardRow.Excluded excluded(long line, Fields fields, Exclusion exclusion, Reason reason) {
    boolean readable = fields.count() == layout.width();
    String whose = readable ? fields.slice(layout.id(), other).strip().text() : "";
    String where = readable ? fields.slice(layout.address(), other).strip().text() : "";
    return new ShardRow.Excluded(line, whose, where, exclusion, reason);
  }

  /** The recipient of a wanted row. */
  Recipient recipient(long line, Fields fields) {
    String[] texts = new String[values.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = fields.text(values[i]);
    }
    return new Recipient(line, id.text(), address.text(), List.of(texts));
  }

  /** Writes the recipient of a wanted row. */
  void write(long line, Fields fields, EnvelopeWriter envelope) {
    envelope.recipient(line);
    write(id, envelope);
    write(address, envelope);
    for (int value : values) {
      write(fields.slice(value, other), envelope);
    }
  }

  private static void write(Slice text, EnvelopeWriter envelope) {
    envelope.text(text.bytes(), text.from(), text.to());
  }

  /** Upper bound of the bytes that a wanted row takes in an envelope's JSON. */
  int encodedSize(Fields fields) {
    int size = OVERHEAD + jsonBytes(id) + jsonBytes(address);
    for (int value : values) {
      size += OVERHEAD_PER_VALUE + jsonBytes(fields.slice(value, other));
    }
    return size;
  }

  private boolean mayBeTooLarge(Fields fields) {
    int uses = values.length + 2;
    return (long) fields.length() * WORST_EXPANSION * uses > MAX_ENCODED / 2;
  }

  private RowVerdict wrongWidth(int count) {
    String code = count < layout.width() ? "too-few-fields" : "too-many-fields";
    return invalid(code, count + " fields where the header has " + layout.width());
  }

  private static RowVerdict invalid(String code, String detail) {
    return new RowVerdict.Invalid(new Reason(code, detail));
  }

  private static int jsonBytes(Slice text) {
    byte[] bytes = text.bytes();
    int size = 0;
    for (int i = text.from(); i < text.to(); i++) {
      size += JSON_BYTES[bytes[i] & 0xff];
    }
    return size;
  }

  /**
   * What a byte of UTF-8 takes in an envelope's JSON, at most: control characters six, quote and
   * backslash two; the first byte of a sequence above U+00FF, which is written as one escape or
   * two, what that takes beyond the rest of the sequence.
   */
  private static byte[] jsonBytes() {
    byte[] sizes = new byte[256];
    Arrays.fill(sizes, (byte) 1);
    Arrays.fill(sizes, 0, 0x20, (byte) WORST_EXPANSION);
    sizes[0x7f] = WORST_EXPANSION;
    sizes['"'] = 2;
    sizes['\\'] = 2;
    sizes[0xc2] = 5;
    Arrays.fill(sizes, 0xc4, 0xe0, (byte) 5);
    Arrays.fill(sizes, 0xe0, 0xf0, (byte) 4);
    Arrays.fill(sizes, 0xf0, 0xf8, (byte) 9);
    return sizes;
  }

  private record Filter(int field, List<byte[]> few, Set<String> accepted, RowVerdict verdict) {

    /** Up to here comparing bytes is faster than making a string to look up. */
    private static final int FEW = 16;

    static Filter of(Layout.Filter filter) {
      List<byte[]> few =
          filter.accepted().size() > FEW
              ? List.of()
              : filter.accepted().stream().map(v -> v.getBytes(StandardCharsets.UTF_8)).toList();
      Reason reason = new Reason("filtered", "by the column '" + filter.name() + "'");
      return new Filter(filter.field(), few, filter.accepted(), new RowVerdict.Filtered(reason));
    }

    boolean accepts(Slice value) {
      if (few.isEmpty()) {
        return accepted.contains(value.text());
      }
      for (byte[] one : few) {
        if (Arrays.equals(
            one, 0, one.length, value.bytes(), value.from(), Math.max(value.from(), value.to()))) {
          return true;
        }
      }
      return false;
    }
  }
}
