package dev.blast.audience;

import java.nio.charset.StandardCharsets;

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

  /** The bytes as UTF-8. */
  public String text() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  void set(byte[] source, int first, int end) {
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
