package dev.blast.audience;

/** The grammar of one record, over bytes that are all in memory. Not thread-safe. */
final class RecordParser {

  /** How the bytes of a record ended. */
  enum Ending {
    /** With a line feed, which is the last byte of the record. */
    LINE_FEED,
    /** The bytes ran out, outside quotes. */
    BYTES_RAN_OUT,
    /** The bytes ran out inside quotes. */
    QUOTE_OPEN,
    /** Something follows a closing quote. */
    TEXT_AFTER_QUOTE
  }

  private final byte delimiter;
  private final Fields fields = new Fields();
  private byte[] bytes = {};
  private int limit;
  private int at;
  private int lineFeeds;
  private int fieldOpenAtFirstLineFeed;
  private int highBits;

  RecordParser(byte delimiter) {
    this.delimiter = delimiter;
  }

  /** Parses the record that starts at {@code from}, looking at no byte from {@code to} on. */
  Ending parse(byte[] source, int from, int to) {
    bytes = source;
    limit = to;
    at = from;
    lineFeeds = 0;
    fieldOpenAtFirstLineFeed = -1;
    highBits = 0;
    fields.reset(source);
    while (true) {
      boolean wellFormed = (at < limit && bytes[at] == '"') ? quoted() : plain();
      if (!wellFormed) {
        return at < limit ? Ending.TEXT_AFTER_QUOTE : Ending.QUOTE_OPEN;
      }
      if (at == limit) {
        return Ending.BYTES_RAN_OUT;
      }
      if (bytes[at++] == '\n') {
        lineFeeds++;
        return Ending.LINE_FEED;
      }
    }
  }

  Fields fields() {
    return fields;
  }

  /** After the last byte of the record, where it is well-formed. */
  int end() {
    return at;
  }

  /** Line feeds in the record, the last one included. */
  int lineFeeds() {
    return lineFeeds;
  }

  /** The field whose quotes the first line feed is in; −1 when there is none. */
  int fieldOpenAtFirstLineFeed() {
    return fieldOpenAtFirstLineFeed;
  }

  boolean isAscii() {
    return highBits >= 0;
  }

  /** Moves to the byte that ends an unquoted field. A quote in it is a character like others. */
  private boolean plain() {
    byte[] b = bytes;
    int end = limit;
    byte separator = delimiter;
    int first = at;
    int i = first;
    int seen = 0;
    byte c = 0;
    while (i < end && (c = b[i]) != separator && c != '\n') {
      seen |= c;
      i++;
    }
    at = i;
    highBits |= seen;
    boolean carriageReturn = i < end && c == '\n' && i > first && b[i - 1] == '\r';
    fields.add(first, carriageReturn ? i - 1 : i, false);
    return true;
  }

  /** Moves to the byte that ends a quoted field; false when it does not end properly. */
  private boolean quoted() {
    byte[] b = bytes;
    int end = limit;
    int first = at + 1;
    boolean doubled = false;
    int seen = 0;
    for (int i = first; i < end; i++) {
      byte c = b[i];
      seen |= c;
      if (c == '\n') {
        if (lineFeeds++ == 0) {
          fieldOpenAtFirstLineFeed = fields.count();
        }
      } else if (c == '"') {
        if (i + 1 < end && b[i + 1] == '"') {
          doubled = true;
          i++;
        } else {
          highBits |= seen;
          fields.add(first, i, doubled);
          return closed(i + 1);
        }
      }
    }
    at = end;
    return false;
  }

  private boolean closed(int next) {
    at = next;
    if (next == limit || bytes[next] == delimiter || bytes[next] == '\n') {
      return true;
    }
    if (bytes[next] == '\r' && next + 1 < limit && bytes[next + 1] == '\n') {
      at = next + 1;
      return true;
    }
    return false;
  }
}
