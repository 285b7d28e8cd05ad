package dev.blast.sender.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * What comes from a server. It can be asked for what is there already, without waiting: for that
 * while a read that finds nothing ends as one does that waited in vain.
 */
final class Inflow extends InputStream {

  /** More than the head of a TLS record, to tell what it is. */
  private static final int LOOK = 32;

  private static final int TLS_ALERT = 21;
  private static final int TLS_DATA = 23;

  /**
   * An alert of TLS 1.3 looks like data: two bytes, a type and a tag of 16 (RFC 8446, 5.2). The JDK
   * adds 16 bytes of padding.
   */
  private static final Set<Integer> TLS_13_ALERT_LENGTHS = Set.of(19, 35);

  private static final byte[] HTTP = "HTTP/".getBytes(StandardCharsets.US_ASCII);

  private final SocketChannel channel;
  private final InputStream stream;
  private final boolean tls;
  private Reads reads = Reads.WAIT;
  private long count;
  private final byte[] start = new byte[HTTP.length];
  private int started;

  /** How reads behave. */
  enum Reads {
    /** As usual. */
    WAIT,
    /** They take what has come in. */
    NOW,
    /** They take nothing. */
    NEVER
  }

  /** The usual case, once for each request: it takes no trace. */
  private static final class NothingThere extends SocketTimeoutException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /**
   * @param channel what the bytes come through, in blocking mode
   * @param stream of them, or of what is in them
   * @param tls whether the two differ
   */
  Inflow(SocketChannel channel, InputStream stream, boolean tls) {
    this.channel = channel;
    this.stream = stream;
    this.tls = tls;
  }

  void reads(Reads how) {
    reads = how;
  }

  boolean isTls() {
    return tls;
  }

  /** How many bytes have come. */
  long count() {
    return count;
  }

  /** Whether the first bytes of all, past empty lines, are those of HTTP, as far as there are. */
  boolean startsLikeHttp() {
    for (int i = 0; i < started; i++) {
      if (start[i] != HTTP[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the first bytes of all are a record of TLS. */
  boolean startsLikeTls() {
    return started >= 2 && (start[0] == TLS_ALERT || start[0] == TLS_ALERT + 1) && start[1] == 3;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int read = read(one, 0, 1);
    return read < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int read =
        switch (reads) {
          case WAIT -> stream.read(into, from, length);
          case NOW -> now(into, from, Math.min(length, LOOK));
          case NEVER -> throw new NothingThere();
        };
    if (read > 0) {
      if (started < start.length) {
        remember(into, from, read);
      }
      count += read;
    }
    return read;
  }

  private int now(byte[] into, int from, int length) throws IOException {
    if (tls && stream.available() > 0) {
      return stream.read(into, from, length);
    }
    int read;
    channel.configureBlocking(false);
    try {
      read = channel.read(ByteBuffer.wrap(into, from, length));
    } finally {
      channel.configureBlocking(true);
    }
    if (read == 0) {
      throw new NothingThere();
    }
    return tls && read > 0 && saysGoodbye(into, from, read) ? -1 : read;
  }

  /** Whether this is the record by which TLS ends a connection. */
  private static boolean saysGoodbye(byte[] record, int from, int read) {
    if (read < 5) {
      return false;
    }
    int length = ((record[from + 3] & 0xFF) << 8) | (record[from + 4] & 0xFF);
    return record[from] == TLS_ALERT
        || (record[from] == TLS_DATA && TLS_13_ALERT_LENGTHS.contains(length));
  }

  private void remember(byte[] read, int from, int length) {
    for (int i = from; i < from + length && started < start.length; i++) {
      if (started > 0 || (read[i] != '\r' && read[i] != '\n')) {
        start[started++] = read[i];
      }
    }
  }
}
