package dev.blast.benchmarks.dispatch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the JSON of a {@code SendMessageBatch} (AWS JSON 1.0) for the ids, bodies and attributes of
 * its entries, and passes over everything else. Reused for request after request; not thread-safe.
 */
final class BatchRequest {

  private static final byte[] ENTRIES = "Entries".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ID = "Id".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BODY = "MessageBody".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] ATTRIBUTES = "MessageAttributes".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TYPE = "DataType".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VALUE = "StringValue".getBytes(StandardCharsets.US_ASCII);

  private byte[] json = {};
  private int at;
  private int end;
  private final Text name = new Text();
  private final Text id = new Text();
  private final Text body = new Text();
  private final Text type = new Text();
  private final Text value = new Text();
  private final SortedMap<String, Attribute> attributes = new TreeMap<>();

  /** Takes entries. */
  @FunctionalInterface
  interface Entries {

    /** One entry; the texts and the map are reused. */
    void entry(Text id, Text body, SortedMap<String, Attribute> attributes);
  }

  /** A message attribute; one that is not text has an empty value. */
  record Attribute(String type, String value) {}

  /** Bytes in UTF-8 that are reused. */
  static final class Text extends ByteArrayOutputStream {

    byte[] bytes() {
      return buf;
    }

    int length() {
      return count;
    }

    boolean is(byte[] other) {
      return Arrays.equals(buf, 0, count, other, 0, other.length);
    }
  }

  /**
   * @throws IllegalArgumentException when it is not such a request
   */
  void read(byte[] bytes, int from, int to, Entries entries) {
    json = bytes;
    at = from;
    end = to;
    fields(
        () -> {
          if (name.is(ENTRIES)) {
            elements(() -> entry(entries));
          } else {
            skip();
          }
        });
  }

  private void entry(Entries entries) {
    id.reset();
    body.reset();
    attributes.clear();
    fields(
        () -> {
          if (name.is(ID)) {
            string(id);
          } else if (name.is(BODY)) {
            string(body);
          } else if (name.is(ATTRIBUTES)) {
            fields(this::attribute);
          } else {
            skip();
          }
        });
    if (id.length() == 0 || body.length() == 0) {
      throw malformed("an entry with id and body");
    }
    entries.entry(id, body, attributes);
  }

  private void attribute() {
    String of = name.toString(StandardCharsets.UTF_8);
    type.reset();
    value.reset();
    fields(
        () -> {
          if (name.is(TYPE)) {
            string(type);
          } else if (name.is(VALUE)) {
            string(value);
          } else {
            skip();
          }
        });
    attributes.put(
        of,
        new Attribute(
            type.toString(StandardCharsets.UTF_8), value.toString(StandardCharsets.UTF_8)));
  }

  private void fields(Runnable value) {
    expect('{');
    if (taken('}')) {
      return;
    }
    do {
      string(name);
      expect(':');
      value.run();
    } while (taken(','));
    expect('}');
  }

  private void elements(Runnable element) {
    expect('[');
    if (taken(']')) {
      return;
    }
    do {
      element.run();
    } while (taken(','));
    expect(']');
  }

  private void skip() {
    switch (peek()) {
      case '{' -> fields(this::skip);
      case '[' -> elements(this::skip);
      case '"' -> string(name);
      default -> {
        while (at < end && ",]}".indexOf(json[at]) < 0) {
          at++;
        }
      }
    }
  }

  private void string(Text into) {
    into.reset();
    expect('"');
    int from = at;
    while (at < end && json[at] != '"') {
      if (json[at] == '\\') {
        into.write(json, from, at - from);
        at++;
        escaped(into);
        from = at;
      } else {
        at++;
      }
    }
    into.write(json, from, at - from);
    expect('"');
  }

  private void escaped(Text into) {
    char kind = (char) json[at++];
    switch (kind) {
      case 'n' -> into.write('\n');
      case 'r' -> into.write('\r');
      case 't' -> into.write('\t');
      case 'b' -> into.write('\b');
      case 'f' -> into.write('\f');
      case 'u' -> into.writeBytes(unicode().getBytes(StandardCharsets.UTF_8));
      default -> into.write(kind);
    }
  }

  /** The character behind {@code \\u}, with its second half where it is a surrogate. */
  private String unicode() {
    char first = hex();
    if (!Character.isHighSurrogate(first)) {
      return String.valueOf(first);
    }
    at += 2;
    return new String(new char[] {first, hex()});
  }

  private char hex() {
    char value = (char) Integer.parseInt(new String(json, at, 4, StandardCharsets.US_ASCII), 16);
    at += 4;
    return value;
  }

  private byte peek() {
    while (at < end && json[at] <= ' ') {
      at++;
    }
    if (at == end) {
      throw malformed("more");
    }
    return json[at];
  }

  private boolean taken(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char wanted) {
    if (!taken(wanted)) {
      throw malformed(String.valueOf(wanted));
    }
  }

  private IllegalArgumentException malformed(String expected) {
    return new IllegalArgumentException(
        "no SendMessageBatch: expected %s at byte %d".formatted(expected, at));
  }
}
