package dev.blast.audience;

import dev.blast.text.EightBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The fields of the record a scanner stands on, as positions in its buffer. Valid until the scanner
 * moves on. Not thread-safe.
 */
public final class Fields {

  /** In UTF-8 the control characters U+0080 to U+009F begin with this byte. */
  private static final long LEAD_OF_C1 = EightBytes.each(0xc2);

  private final Slice reading = new Slice();
  private byte[] bytes = {};
  private int[] from = new int[16];
  private int[] to = new int[16];
  private boolean[] doubled = new boolean[16];
  private int count;
  private boolean ascii;

  /** How many; at least one. */
  public int count() {
    return count;
  }

  /** Bytes from the first field to the end of the last, quotes and delimiters included. */
  public int length() {
    return count == 0 ? 0 : to[count - 1] - from[0];
  }

  /** Points the slice at a field's content: without its quotes, doubled quotes made single. */
  public Slice slice(int field, Slice into) {
    if (doubled[field]) {
      into.setWithoutDoubledQuotes(bytes, from[field], to[field]);
    } else {
      into.set(bytes, from[field], to[field]);
    }
    return into;
  }

  /** Points the slice at a field's content as it counts. */
  public Slice clean(int field, Slice into) {
    return slice(field, into).clean(ascii);
  }

  /** Whether all bytes of the record are ASCII. */
  public boolean isAscii() {
    return ascii;
  }

  /** False where no byte of the record is a control character; true where one may be. */
  public boolean mayHaveControls() {
    int end = count == 0 ? 0 : to[count - 1];
    int at = count == 0 ? 0 : from[0];
    for (; at + EightBytes.LENGTH <= end; at += EightBytes.LENGTH) {
      long eight = EightBytes.at(bytes, at);
      if ((EightBytes.marksControls(eight) | EightBytes.marks(eight, LEAD_OF_C1)) != 0) {
        return true;
      }
    }
    for (; at < end; at++) {
      byte b = bytes[at];
      if ((b >= 0 && b < ' ') || b == 0x7f || b == (byte) 0xc2) {
        return true;
      }
    }
    return false;
  }

  /** A field's content, verbatim. */
  public String text(int field) {
    return slice(field, reading).text();
  }

  /** All contents, verbatim. */
  public List<String> texts() {
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(text(i));
    }
    return texts;
  }

  void reset(byte[] source) {
    bytes = source;
    count = 0;
  }

  void ascii(boolean value) {
    ascii = value;
  }

  void add(int first, int end, boolean hasDoubledQuotes) {
    if (count == from.length) {
      from = Arrays.copyOf(from, count * 2);
      to = Arrays.copyOf(to, count * 2);
      doubled = Arrays.copyOf(doubled, count * 2);
    }
    from[count] = first;
    to[count] = end;
    doubled[count] = hasDoubledQuotes;
    count++;
  }
}
