package dev.blast.audience;

import dev.blast.text.EightBytes;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * Bytes of one field, without a copy where the record has them as they are. Mutable and meant to be
 * reused; valid until the scanner that filled it moves on. Not thread-safe.
 */
public final class Slice {

  private byte[] bytes = {};
  private byte[] scratch = {};
  private int from;
  private int to;

  public byte[] bytes() {
    return bytes;
  }

  public int from() {
    return from;
  }

  public int to() {
    return to;
  }

  public boolean isEmpty() {
    return from >= to;
  }

  public int length() {
    return Math.max(0, to - from);
  }

  /** Leaves out spaces and tabs at both ends. */
  public Slice strip() {
    while (from < to && isBlank(bytes[from])) {
      from++;
    }
    while (to > from && isBlank(bytes[to - 1])) {
      to--;
    }
    return this;
  }

  /**
   * Leaves out what does not count at both ends, and composes accents: {@link CleanText} of the
   * text.
   *
   * @param ascii whether the bytes are known to be ASCII alone
   */
  public Slice clean(boolean ascii) {
    // above the space there is nothing to leave out in ASCII; bytes beyond it are negative
    if (from < to && (bytes[from] <= ' ' || bytes[to - 1] <= ' ')) {
      trim();
    }
    if (!ascii && Edges.mayCompose(bytes, from, to)) {
      compose();
    }
    return this;
  }

  private void trim() {
    int edge = Edges.lengthAt(bytes, from, to);
    while (edge > 0) {
      from += edge;
      edge = Edges.lengthAt(bytes, from, to);
    }
    edge = Edges.lengthBefore(bytes, from, to);
    while (edge > 0) {
      to -= edge;
      edge = Edges.lengthBefore(bytes, from, to);
    }
  }

  private void compose() {
    String text = text();
    if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
      set(Normalizer.normalize(text, Normalizer.Form.NFC));
    }
  }

  /** Points at a text of its own. */
  public Slice set(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    set(encoded, 0, encoded.length);
    return this;
  }

  /** As {@link #control}, but for tabs and line ends, which a text may have. */
  public int controlInText() {
    for (int i = afterPlain(); i < to; i++) {
      byte b = bytes[i];
      boolean blank = b == '\t' || b == '\n' || b == '\r';
      if ((b >= 0 && b < ' ' && !blank) || b == 0x7f) {
        return b;
      }
    }
    return -1;
  }

  /** The first control character, C1's included; −1 where there is none. */
  public int control() {
    return controlFrom(afterPlain());
  }

  /** From here on there may be a control character, or a byte that is not ASCII. */
  private int afterPlain() {
    int at = from;
    while (at + EightBytes.LENGTH <= to && EightBytes.marksOther(EightBytes.at(bytes, at)) == 0) {
      at += EightBytes.LENGTH;
    }
    return at;
  }

  private int controlFrom(int first) {
    for (int i = first; i < to; i++) {
      byte b = bytes[i];
      if ((b >= 0 && b < ' ') || b == 0x7f) {
        return b;
      }
      if (b == (byte) 0xc2 && i + 1 < to && (bytes[i + 1] & 0xff) < 0xa0) {
        return bytes[i + 1] & 0xff;
      }
    }
    return -1;
  }

  /** The bytes as UTF-8. */
  public String text() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** Points at bytes that the caller keeps. */
  public void set(byte[] source, int first, int end) {
    bytes = source;
    from = first;
    to = end;
  }

  void setWithoutDoubledQuotes(byte[] source, int first, int end) {
    if (scratch.length < end - first) {
      scratch = new byte[end - first];
    }
    int length = 0;
    for (int i = first; i < end; i++) {
      scratch[length++] = source[i];
      if (source[i] == '"') {
        i++;
      }
    }
    set(scratch, 0, length);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
