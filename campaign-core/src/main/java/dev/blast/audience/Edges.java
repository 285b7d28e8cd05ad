package dev.blast.audience;

import dev.blast.text.CleanText;
import dev.blast.text.EightBytes;

/** What {@link CleanText} leaves out at the ends of a text, in bytes of UTF-8. */
final class Edges {

  /** Where the lead bytes of UTF-8 for U+0300 and above begin; below it texts are composed. */
  private static final byte FIRST_COMBINING_LEAD = (byte) 0xcc;

  private Edges() {}

  /** Bytes of the edge character at {@code at}; 0 where there is none before {@code to}. */
  static int lengthAt(byte[] bytes, int at, int to) {
    if (at >= to) {
      return 0;
    }
    byte lead = bytes[at];
    if (lead >= 0) {
      return CleanText.isEdge(lead) ? 1 : 0;
    }
    int length = (lead & 0xe0) == 0xc0 ? 2 : (lead & 0xf0) == 0xe0 ? 3 : 0;
    return length > 0 && at + length <= to && isEdge(bytes, at, length) ? length : 0;
  }

  /** Bytes of the edge character that ends at {@code end}; 0 where there is none. */
  static int lengthBefore(byte[] bytes, int from, int end) {
    if (end <= from) {
      return 0;
    }
    if (bytes[end - 1] >= 0) {
      return CleanText.isEdge(bytes[end - 1]) ? 1 : 0;
    }
    for (int length = 2; length <= 3; length++) {
      if (end - length >= from && lengthAt(bytes, end - length, end) == length) {
        return length;
      }
    }
    return 0;
  }

  /** Whether the bytes may hold a character that composes with another. */
  static boolean mayCompose(byte[] bytes, int from, int to) {
    int i = from;
    for (; i + EightBytes.LENGTH <= to; i += EightBytes.LENGTH) {
      boolean ascii = (EightBytes.at(bytes, i) & EightBytes.HIGH_BITS) == 0;
      if (!ascii && hasCombiningLead(bytes, i, i + EightBytes.LENGTH)) {
        return true;
      }
    }
    return hasCombiningLead(bytes, i, to);
  }

  private static boolean hasCombiningLead(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0 && bytes[i] >= FIRST_COMBINING_LEAD) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEdge(byte[] bytes, int at, int length) {
    int second = bytes[at + 1] & 0x3f;
    boolean continued =
        (bytes[at + 1] & 0xc0) == 0x80 && (length == 2 || (bytes[at + 2] & 0xc0) == 0x80);
    return continued
        && CleanText.isEdge(
            length == 2
                ? (bytes[at] & 0x1f) << 6 | second
                : (bytes[at] & 0xf) << 12 | second << 6 | (bytes[at + 2] & 0x3f));
  }
}
