package dev.blast.benchmarks.dispatch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The HTTP/1.1 messages of one side of a connection, one after the other, each whole in memory.
 * Only what a benchmark needs: the body has a {@code Content-Length}. Not thread-safe; blocks.
 */
final class HttpMessages {

  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CHUNKED = "transfer-encoding:".getBytes(StandardCharsets.US_ASCII);

  private final InputStream in;
  private byte[] buffer = new byte[64 * 1024];
  private int bodyFrom;
  private int bodyTo;
  private int filled;

  HttpMessages(InputStream in) {
    this.in = in;
  }

  /**
   * Reads the next message; what {@link #buffer} held before is gone.
   *
   * @return false when the peer closed the connection between two messages
   * @throws IOException when the connection breaks within one, or it has no length
   */
  boolean next() throws IOException {
    System.arraycopy(buffer, bodyTo, buffer, 0, filled - bodyTo);
    filled -= bodyTo;
    bodyTo = 0;
    int seen = 0;
    while ((bodyFrom = endOfHead(seen)) < 0) {
      seen = Math.max(0, filled - 3);
      if (!fill()) {
        return false;
      }
    }
    bodyTo = bodyFrom + contentLength();
    while (filled < bodyTo) {
      fill();
    }
    return true;
  }

  byte[] buffer() {
    return buffer;
  }

  int bodyFrom() {
    return bodyFrom;
  }

  int bodyTo() {
    return bodyTo;
  }

  String body() {
    return new String(buffer, bodyFrom, bodyTo - bodyFrom, StandardCharsets.UTF_8);
  }

  /** The second word of the first line: a request's target, an answer's status. */
  String target() {
    String head = new String(buffer, 0, bodyFrom, StandardCharsets.ISO_8859_1);
    int from = head.indexOf(' ') + 1;
    return head.substring(from, head.indexOf(' ', from));
  }

  /** Whether these bytes are anywhere in the head. */
  boolean headHas(byte[] wanted) {
    for (int i = 0; i + wanted.length <= bodyFrom; i++) {
      if (buffer[i] == wanted[0]
          && Arrays.equals(buffer, i, i + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  private int endOfHead(int from) {
    for (int i = from; i + 4 <= filled; i++) {
      if (buffer[i] == '\r'
          && buffer[i + 1] == '\n'
          && buffer[i + 2] == '\r'
          && buffer[i + 3] == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  /** 0 where the head does not say. */
  private int contentLength() throws IOException {
    int length = 0;
    for (int i = 0; i < bodyFrom; i++) {
      if (buffer[i] == '\n') {
        if (named(i + 1, CHUNKED)) {
          throw new IOException("a chunked body, which this reader does not know");
        }
        if (named(i + 1, LENGTH)) {
          length = number(i + 1 + LENGTH.length);
        }
      }
    }
    return length;
  }

  private boolean named(int at, byte[] name) {
    if (at + name.length > bodyFrom) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      // | 0x20 makes ASCII letters small, and leaves '-' and ':' as they are
      if ((buffer[at + i] | 0x20) != (name[i] | 0x20)) {
        return false;
      }
    }
    return true;
  }

  private int number(int from) {
    int number = 0;
    for (int i = from; buffer[i] != '\r'; i++) {
      if (buffer[i] != ' ') {
        number = number * 10 + (buffer[i] - '0');
      }
    }
    return number;
  }

  /** Reads more behind what is there; false at the end. */
  private boolean fill() throws IOException {
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, filled, buffer.length - filled);
    if (read < 0) {
      if (filled > 0) {
        throw new EOFException("closed within a message");
      }
      return false;
    }
    filled += read;
    return true;
  }
}
