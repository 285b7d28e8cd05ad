package dev.blast.audience;

import dev.blast.text.EightBytes;

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

  private static final long LINE_FEEDS = EightBytes.each('\n');

  private final byte delimiter;
  private final long delimiters;
  private final boolean cleans;
  private final Fields fields = new Fields();
  private byte[] bytes = {};
  private int limit;
  private int at;
  private int lineFeeds;
  private int fieldOpenAtFirstLineFeed;

  /** The bits that any byte of the record has. */
  private long highBits;

  RecordParser(byte delimiter, Dialect dialect) {
    this.delimiter = delimiter;
    this.delimiters = EightBytes.each(delimiter);
    this.cleans = dialect.cleans();
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
      boolean wellFormed = opensQuote() ? quoted() : plain();
      if (!wellFormed) {
        return at < limit ? Ending.TEXT_AFTER_QUOTE : Ending.QUOTE_OPEN;
      }
      if (at == limit) {
        fields.ascii(isAscii());
        return Ending.BYTES_RAN_OUT;
      }
      if (bytes[at++] == '\n') {
        lineFeeds++;
        fields.ascii(isAscii());
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
    return (highBits & EightBytes.HIGH_BITS) == 0;
  }

  /** Whether a quoted field begins; then moves to its quote, over blanks before it. */
  private boolean opensQuote() {
    if (at >= limit) {
      return false;
    }
    byte first = bytes[at];
    if (first > ' ') {
      return first == '"';
    }
    if (!cleans) {
      return false;
    }
    int quote = afterBlanks(at);
    boolean opens = quote < limit && bytes[quote] == '"';
    if (opens) {
      moveTo(quote);
    }
    return opens;
  }

  /** The first byte from here on that is no edge character, a delimiter or a line feed. */
  private int afterBlanks(int from) {
    int i = from;
    while (i < limit && bytes[i] != delimiter && bytes[i] != '\n') {
      int blank = Edges.lengthAt(bytes, i, limit);
      if (blank == 0) {
        break;
      }
      i += blank;
    }
    return i;
  }

  private void moveTo(int next) {
    while (at < next) {
      highBits |= bytes[at++];
    }
  }

  /** Moves to the byte that ends an unquoted field. A quote in it is a character like others. */
  private boolean plain() {
    byte[] b = bytes;
    int end = limit;
    int first = at;
    int i = first;
    long seen = 0;
    long marks = 0;
    while (i + EightBytes.LENGTH <= end) {
      long eight = EightBytes.at(b, i);
      marks = EightBytes.marks(eight, delimiters) | EightBytes.marks(eight, LINE_FEEDS);
      if (marks != 0) {
        int before = EightBytes.before(marks);
        seen |= EightBytes.lowest(eight, before);
        i += before;
        break;
      }
      seen |= eight;
      i += EightBytes.LENGTH;
    }
    if (marks == 0) {
      byte separator = delimiter;
      while (i < end && b[i] != separator && b[i] != '\n') {
        seen |= b[i++] & 0xff;
      }
    }
    at = i;
    highBits |= seen;
    boolean carriageReturn = i < end && b[i] == '\n' && i > first && b[i - 1] == '\r';
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
    if (!cleans) {
      return false;
    }
    int end = afterBlanks(next);
    moveTo(end);
    return end == limit || bytes[end] == delimiter || bytes[end] == '\n';
  }
}
