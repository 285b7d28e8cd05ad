package dev.blast.audience;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Cuts CSV bytes into records, and records into fields, making no strings.
 *
 * <ul>
 *   <li>Lines end in LF or CRLF; a CR elsewhere is a character like others, one that does not count
 *       at the ends of a field.
 *   <li>A field that starts with a quote ends with the next quote that is not doubled; it may hold
 *       delimiters and line ends. What does not count ({@link dev.blast.text.CleanText}) may stand
 *       before the first quote and after the last. A quote inside an unquoted field is a character
 *       like others.
 *   <li>An empty line is no record, nor is one of characters that do not count.
 *   <li>A record in which text follows a closing quote, or whose quote is not closed before the
 *       input ends or within {@link #MAX_RECORD} bytes, is exactly one physical line and faulty;
 *       the next line starts a new record. So an unclosed quote never swallows the file.
 *   <li>A line longer than {@link #MAX_RECORD} is one faulty record, too.
 *   <li>A UTF-8 byte order mark at position 0 belongs to the first item's bytes, not to its fields.
 * </ul>
 *
 * Every byte belongs to exactly one item. Scanning a part of the input that starts and ends at
 * items' borders gives the same items, faults included, as scanning all of it: a border follows a
 * line feed, so a quote that is still open where the part ends belongs to a record that the whole
 * scan found faulty as well, and what a {@link Fault} says depends on its first line only. Not
 * thread-safe.
 *
 * <p>A {@link Dialect} of before lets nothing stand around quotes, and takes a line of blanks for a
 * record.
 */
public final class RecordScanner {

  /** Bytes a record may have, its line end included. */
  public static final int MAX_RECORD = 128 * 1024;

  private static final int WINDOW = 1024 * 1024;
  private static final int BYTE_ORDER_MARK = 3;
  private static final int HEAD = 1024;
  private static final Tap NOWHERE = (bytes, from, to) -> {};

  private final InputStream in;
  private final byte delimiter;
  private final Dialect dialect;
  private final RecordParser parser;
  private final int maxRecord;
  private final Tap tap;
  private final byte[] window;

  /** Position in the input of the window's first byte. */
  private long base;

  private int limit;
  private boolean ended;
  private int from;
  private int at;
  private int tapped;
  private long start;
  private long line;
  private long nextLine;
  private boolean sawUtf8;
  private @Nullable Fault fault;
  private @Nullable String head;

  /** Takes the bytes that were scanned, in order, exactly once. */
  @FunctionalInterface
  public interface Tap {
    void passed(byte[] bytes, int from, int to);
  }

  /** What a scanner stands on. */
  public enum Item {
    /** A well-formed record. */
    RECORD,
    /** One physical line that is no well-formed record; {@link #fault()} says why. */
    FAULTY,
    /** An empty line. */
    BLANK,
    /** The input ended. */
    END
  }

  /**
   * Scans a whole input from its first byte.
   *
   * @param tap is handed bytes when the window moves on and at {@link #flush}
   */
  public RecordScanner(InputStream in, byte delimiter, Tap tap) {
    this(in, delimiter, Dialect.CURRENT, tap, MAX_RECORD, new byte[WINDOW]);
  }

  RecordScanner(
      InputStream in, byte delimiter, Dialect dialect, Tap tap, int maxRecord, byte[] window) {
    this.in = in;
    this.delimiter = delimiter;
    this.dialect = dialect;
    this.parser = new RecordParser(delimiter, dialect);
    this.tap = tap;
    this.maxRecord = maxRecord;
    this.window = window;
    this.nextLine = 1;
  }

  /**
   * Scans bytes in memory that start at a record's border.
   *
   * @param dialect as which the whole input was scanned
   * @param position of the first of them in the input
   * @param firstLine line of the input on which they start, from 1
   */
  public RecordScanner(
      byte[] bytes, byte delimiter, Dialect dialect, long position, long firstLine) {
    this(bytes, delimiter, dialect, position, firstLine, MAX_RECORD);
  }

  RecordScanner(
      byte[] bytes, byte delimiter, Dialect dialect, long position, long firstLine, int maxRecord) {
    this(InputStream.nullInputStream(), delimiter, dialect, NOWHERE, maxRecord, bytes);
    base = position;
    nextLine = firstLine;
    limit = bytes.length;
    ended = true;
  }

  /** Moves to the next item. Blocks while the input does. */
  public Item next() throws IOException {
    if (!ended && limit - at <= maxRecord + BYTE_ORDER_MARK) {
      fill();
    }
    from = at;
    start = base + from;
    line = nextLine;
    fault = null;
    head = null;
    if (at == limit) {
      return Item.END;
    }
    int content = from + byteOrderMark();
    if (blankLine(content)) {
      return Item.BLANK;
    }
    int to = Math.min(limit, content + maxRecord);
    return switch (parser.parse(window, content, to)) {
      case LINE_FEED -> wellFormed(content);
      case BYTES_RAN_OUT -> ended && to == limit ? wellFormed(content) : faulty(content, false);
      case QUOTE_OPEN -> faulty(content, false);
      case TEXT_AFTER_QUOTE -> faulty(content, true);
    };
  }

  /** First byte of the item. */
  public long start() {
    return start;
  }

  /** After the item's last byte: where the next one starts. */
  public long end() {
    return base + at;
  }

  /** The physical line on which the item starts, from 1. */
  public long line() {
    return line;
  }

  /** The physical line on which the next item starts. */
  public long nextLine() {
    return nextLine;
  }

  /** The fields of a well-formed record. */
  public Fields fields() {
    return parser.fields();
  }

  /** Why the item is faulty; an {@link IllegalStateException} for other items. */
  public Fault fault() {
    if (fault == null) {
      throw new IllegalStateException("the item on line " + line + " is not faulty");
    }
    return fault;
  }

  /**
   * The item as it stands in the input, without its line end, what is not UTF-8 replaced; only the
   * beginning of one that is too large.
   */
  public String text() {
    return head != null ? head : text(from, at);
  }

  /**
   * Whether anything so far was text beyond ASCII in UTF-8, a byte order mark included. Where
   * nothing was, bytes that are not UTF-8 are of another encoding, and not damage.
   */
  public boolean sawUtf8() {
    return sawUtf8;
  }

  /** Hands the bytes up to the item's end to the tap. */
  public void flush() {
    if (tapped < at) {
      tap.passed(window, tapped, at);
      tapped = at;
    }
  }

  private Item wellFormed(int content) {
    at = parser.end();
    nextLine += parser.lineFeeds();
    if (parser.isAscii()) {
      return Item.RECORD;
    }
    int malformed = Utf8.firstMalformed(window, content, at);
    sawUtf8 = sawUtf8 || malformed < 0 || Utf8.hasSequence(window, content, at);
    if (malformed >= 0) {
      fault = new Fault.NotUtf8(base + malformed, window[malformed]);
      return Item.FAULTY;
    }
    return Item.RECORD;
  }

  private Item faulty(int content, boolean textAfterQuote) throws IOException {
    int inField = parser.fields().count();
    int openField = parser.fieldOpenAtFirstLineFeed();
    long length = skipLine(content);
    if (length > maxRecord) {
      fault = new Fault.TooLarge(maxRecord);
      head = head == null ? text(from, Math.min(at, from + HEAD)) : head;
    } else if (openField >= 0) {
      fault = new Fault.UnclosedQuote(openField + 1);
    } else if (textAfterQuote) {
      fault = new Fault.TextAfterQuote(inField);
    } else {
      fault = new Fault.UnclosedQuote(inField + 1);
    }
    nextLine++;
    return Item.FAULTY;
  }

  /** Moves after the next line feed, however far it is; returns how many bytes that were. */
  private long skipLine(int content) throws IOException {
    long first = base + content;
    at = content;
    while (true) {
      while (at < limit) {
        if (window[at++] == '\n') {
          return base + at - first;
        }
      }
      if (ended) {
        return base + at - first;
      }
      if (head == null) {
        head = text(from, Math.min(limit, from + HEAD));
      }
      fill();
    }
  }

  private int byteOrderMark() {
    boolean marked =
        start == 0
            && limit - from >= BYTE_ORDER_MARK
            && window[from] == (byte) 0xef
            && window[from + 1] == (byte) 0xbb
            && window[from + 2] == (byte) 0xbf;
    sawUtf8 |= marked;
    return marked ? BYTE_ORDER_MARK : 0;
  }

  /** Moves over an empty line, or a mark with nothing behind it; false when there is neither. */
  private boolean blankLine(int content) {
    // as far as a record may go, so that it does not depend on how much is in memory
    int to = Math.min(limit, content + maxRecord);
    int end = dialect.cleans() ? afterBlanks(content, to) : content;
    if (end + 1 < limit && window[end] == '\r' && window[end + 1] == '\n') {
      end++;
    }
    boolean lineFeed = end < to && window[end] == '\n';
    if (!lineFeed && !(ended && end == limit)) {
      return false;
    }
    at = lineFeed ? end + 1 : limit;
    nextLine += lineFeed ? 1 : 0;
    return true;
  }

  /** The first byte that is neither blank nor at the end of a line. */
  private int afterBlanks(int content, int to) {
    int end = content;
    while (end < to && window[end] <= ' ' && window[end] != delimiter && window[end] != '\n') {
      int blank = Edges.lengthAt(window, end, to);
      if (blank == 0) {
        break;
      }
      end += blank;
    }
    return end;
  }

  private void fill() throws IOException {
    flush();
    System.arraycopy(window, at, window, 0, limit - at);
    base += at;
    limit -= at;
    at = 0;
    tapped = 0;
    while (!ended && limit < window.length) {
      int read = in.read(window, limit, window.length - limit);
      ended = read < 0;
      limit += Math.max(read, 0);
    }
  }

  private String text(int first, int after) {
    int end = after;
    if (end > first && window[end - 1] == '\n') {
      end--;
    }
    if (end > first && window[end - 1] == '\r') {
      end--;
    }
    return new String(window, first, end - first, StandardCharsets.UTF_8);
  }
}
