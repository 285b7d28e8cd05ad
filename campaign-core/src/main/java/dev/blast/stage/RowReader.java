package dev.blast.stage;

import dev.blast.address.AddressCheck;
import dev.blast.audience.Dialect;
import dev.blast.audience.Fields;
import dev.blast.audience.Layout;
import dev.blast.audience.Slice;
import dev.blast.campaign.AddressKind;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Reason;
import dev.blast.queue.EnvelopeWriter;
import dev.blast.queue.Recipient;
import dev.blast.text.AbsentWord;
import dev.blast.text.CleanText;
import dev.blast.text.EightBytes;
import dev.blast.text.Shown;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads records as rows: the one place that says which are valid and wanted, and what their texts
 * are, for staging, dispatch and report. Makes strings only when asked for them. Not thread-safe.
 */
final class RowReader {

  /** A wanted row, encoded, is never larger. */
  static final int MAX_ENCODED = 256 * 1024;

  /** Line number, brackets, quotes and commas of a recipient in an envelope, at most. */
  private static final int OVERHEAD = 40;

  private static final int OVERHEAD_PER_VALUE = 3;
  private static final int WORST_EXPANSION = 6;
  private static final long QUOTES = EightBytes.each('"');
  private static final long BACKSLASHES = EightBytes.each('\\');
  private static final byte[] JSON_BYTES = jsonBytes();

  private static final RowVerdict WANTED = new RowVerdict.Wanted();
  private static final RowVerdict NO_ID = invalid("no-recipient-id", "the recipient id is empty");
  private static final RowVerdict NO_ADDRESS = invalid("no-address", "the address is empty");
  private static final RowVerdict NO_COUPON = invalid("no-coupon-code", "no coupon code");
  private static final RowVerdict TOO_LARGE =
      invalid("recipient-too-large", "larger than 256 KiB as a message");

  private static final RowVerdict REPEATED_HEADER =
      invalid("repeated-header", "the row has the header's names in it");

  private final Layout layout;
  private final boolean cleans;
  private final boolean trailingDelimiter;

  /** Fields that a row has. */
  private final int width;

  private final byte[][] header;
  private final AddressCheck addresses;
  private final int coupon;
  private final int[] values;
  private final Filter[] filters;
  private final Slice id = new Slice();
  private final Slice address = new Slice();
  private final Slice other = new Slice();
  private final long[] absent;

  /** For rows by the latest rules. */
  RowReader(Layout layout) {
    this(layout, Dialect.CURRENT);
  }

  RowReader(Layout layout, Dialect dialect) {
    this.layout = layout;
    cleans = dialect.cleans();
    trailingDelimiter = dialect.trailingDelimiter();
    width = layout.width() + (trailingDelimiter ? 1 : 0);
    header =
        layout.header().stream()
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    addresses = AddressCheck.of(cleans ? layout.kind() : AddressKind.ANY, layout.region());
    coupon = layout.coupon().orElse(-1);
    values = layout.values().stream().mapToInt(Integer::intValue).toArray();
    filters =
        layout.filters().stream().map(filter -> Filter.of(filter, cleans)).toArray(Filter[]::new);
    absent = new long[values.length];
  }

  /** Whether a row has one field more than the header, with nothing in it. */
  boolean endsWithADelimiter(Fields fields) {
    return fields.count() == layout.width() + 1 && fields.clean(layout.width(), other).isEmpty();
  }

  /** Reads one record; what it answers holds until the next call. */
  RowVerdict read(Fields fields) {
    if (fields.count() != width || (trailingDelimiter && !endsWithADelimiter(fields))) {
      return wrongWidth(fields.count());
    }
    if (key(fields, layout.id(), id).isEmpty()) {
      return NO_ID;
    }
    if (key(fields, layout.address(), address).isEmpty()) {
      return NO_ADDRESS;
    }
    RowVerdict odd = cleans ? odd(fields) : WANTED;
    if (odd != WANTED) {
      return odd;
    }
    if (coupon >= 0 && hasNoCoupon(key(fields, coupon, other))) {
      return NO_COUPON;
    }
    if (mayBeTooLarge(fields) && encodedSize(fields) > MAX_ENCODED) {
      return TOO_LARGE;
    }
    for (Filter filter : filters) {
      if (!filter.accepts(text(fields, filter.field, other))) {
        return filter.verdict;
      }
    }
    return WANTED;
  }

  /** A text of the row as it counts, for messages and filters. */
  private Slice text(Fields fields, int field, Slice into) {
    return cleans ? fields.clean(field, into) : fields.slice(field, into);
  }

  /** A text of the row as it counts, by which people are told apart and reached. */
  private Slice key(Fields fields, int field, Slice into) {
    return cleans ? fields.clean(field, into) : fields.slice(field, into).strip();
  }

  /** What is wrong with an id and an address that are there; {@link #WANTED} for nothing. */
  private RowVerdict odd(Fields fields) {
    if (repeatsHeader(fields)) {
      return REPEATED_HEADER;
    }
    RowVerdict controls = fields.mayHaveControls() ? controls(fields) : WANTED;
    if (controls != WANTED) {
      return controls;
    }
    if (AbsentWord.is(id.bytes(), id.from(), id.to())) {
      return absentWord(id, "recipient id");
    }
    if (AbsentWord.is(address.bytes(), address.from(), address.to())) {
      return absentWord(address, "address");
    }
    return addresses.check(address).<RowVerdict>map(RowVerdict.Invalid::new).orElse(WANTED);
  }

  /** None is in an id or address; a value may have tabs and line ends. */
  private RowVerdict controls(Fields fields) {
    if (id.control() >= 0) {
      return control(id.control(), "recipient id");
    }
    if (address.control() >= 0) {
      return control(address.control(), "address");
    }
    for (int value : values) {
      int control = text(fields, value, other).controlInText();
      if (control >= 0) {
        return control(control, "value of column " + (value + 1));
      }
    }
    return WANTED;
  }

  private boolean repeatsHeader(Fields fields) {
    if (header.length == 0 || !isText(id, header[layout.id()])) {
      return false;
    }
    for (int i = 0; i < header.length; i++) {
      if (!isText(fields.clean(i, other), header[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isText(Slice slice, byte[] text) {
    return slice.length() == text.length
        && Arrays.equals(text, 0, text.length, slice.bytes(), slice.from(), slice.to());
  }

  private boolean hasNoCoupon(Slice code) {
    return code.isEmpty() || (cleans && AbsentWord.is(code.bytes(), code.from(), code.to()));
  }

  private static RowVerdict control(int character, String where) {
    return invalid("control-character", Shown.name(character) + " in the " + where);
  }

  /** Such a word is no content: it is nobody's. */
  private static RowVerdict absentWord(Slice word, String where) {
    return invalid("no-value", "the " + where + " is the word " + word.text());
  }

  /** The recipient id of a row that is wanted or filtered, as it counts. */
  Slice id() {
    return id;
  }

  /** The address that is sent to, like {@link #id}. */
  Slice address() {
    return address;
  }

  /** A row that is no recipient: who it is about, where it has as many fields as it should. */
  ShardRow.Excluded excluded(long line, Fields fields, Exclusion exclusion, Reason reason) {
    boolean readable = fields.count() == width;
    String whose = readable ? key(fields, layout.id(), other).text() : "";
    String where = readable ? addressOf(fields) : "";
    return new ShardRow.Excluded(line, whose, where, exclusion, reason);
  }

  private String addressOf(Fields fields) {
    Slice written = key(fields, layout.address(), other);
    if (!written.isEmpty()) {
      // in the form that is sent to, where it is an address
      addresses.check(written);
    }
    return written.text();
  }

  /** The recipient of a wanted row. */
  Recipient recipient(long line, Fields fields) {
    String[] texts = new String[values.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = text(fields, values[i], other).text();
    }
    return new Recipient(line, id.text(), address.text(), List.of(texts));
  }

  /** Writes the recipient of a wanted row. */
  void write(long line, Fields fields, EnvelopeWriter envelope) {
    envelope.recipient(line);
    write(id, envelope);
    write(address, envelope);
    for (int value : values) {
      write(text(fields, value, other), envelope);
    }
  }

  private static void write(Slice text, EnvelopeWriter envelope) {
    envelope.text(text.bytes(), text.from(), text.to());
  }

  /** Upper bound of the bytes that a wanted row takes in an envelope's JSON. */
  int encodedSize(Fields fields) {
    int size = OVERHEAD + jsonBytes(id) + jsonBytes(address);
    for (int value : values) {
      size += OVERHEAD_PER_VALUE + jsonBytes(text(fields, value, other));
    }
    return size;
  }

  /**
   * Counts a recipient: its {@link #encodedSize}, and its values that are words for a value that is
   * not there.
   */
  int count(Fields fields) {
    int size = OVERHEAD + jsonBytes(id) + jsonBytes(address);
    for (int i = 0; i < values.length; i++) {
      Slice value = text(fields, values[i], other);
      size += OVERHEAD_PER_VALUE + jsonBytes(value);
      if (AbsentWord.is(value.bytes(), value.from(), value.to())) {
        absent[i]++;
      }
    }
    return size;
  }

  /** How many such words were counted of each value. */
  long[] absentWords() {
    return absent.clone();
  }

  private boolean mayBeTooLarge(Fields fields) {
    int uses = values.length + 2;
    // composing makes a text three times as long in UTF-8, at most (UAX 15)
    return (long) fields.length() * WORST_EXPANSION * uses > MAX_ENCODED / 6;
  }

  private RowVerdict wrongWidth(int count) {
    String code = count < width ? "too-few-fields" : "too-many-fields";
    String ended = trailingDelimiter ? ", and each row ends with one delimiter more" : "";
    return invalid(code, count + " fields where the header has " + layout.width() + ended);
  }

  private static RowVerdict invalid(String code, String detail) {
    return new RowVerdict.Invalid(new Reason(code, detail));
  }

  private static int jsonBytes(Slice text) {
    byte[] bytes = text.bytes();
    int size = 0;
    int i = text.from();
    for (; i + EightBytes.LENGTH <= text.to(); i += EightBytes.LENGTH) {
      long eight = EightBytes.at(bytes, i);
      boolean plain =
          (EightBytes.marksOther(eight)
                  | EightBytes.marks(eight, QUOTES)
                  | EightBytes.marks(eight, BACKSLASHES))
              == 0;
      size += plain ? EightBytes.LENGTH : jsonBytes(bytes, i, i + EightBytes.LENGTH);
    }
    return size + jsonBytes(bytes, i, text.to());
  }

  private static int jsonBytes(byte[] bytes, int from, int to) {
    int size = 0;
    for (int i = from; i < to; i++) {
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

    static Filter of(Layout.Filter filter, boolean cleans) {
      Set<String> accepted =
          filter.accepted().stream()
              .map(value -> cleans ? CleanText.of(value) : value)
              .collect(Collectors.toUnmodifiableSet());
      List<byte[]> few =
          accepted.size() > FEW
              ? List.of()
              : accepted.stream().map(v -> v.getBytes(StandardCharsets.UTF_8)).toList();
      Reason reason = new Reason("filtered", "by the column '" + filter.name() + "'");
      return new Filter(filter.field(), few, accepted, new RowVerdict.Filtered(reason));
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
