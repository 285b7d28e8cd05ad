package dev.blast.sender.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/** A connection to a server. Used by one thread at a time; closed by any. */
final class Link extends DefaultBHttpClientConnection {

  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxHeaderCount(1_000).setMaxLineLength(64 * 1024).build();

  /** What the meaning of an answer's head depends on. */
  private static final ClassicHttpRequest POST = new BasicClassicHttpRequest("POST", "/");

  /** Never waited for: reads take what is there. */
  private static final Timeout AT_ONCE = Timeout.ofMilliseconds(1);

  private final Inflow inflow;
  private final LongSupplier nanoTime;
  private volatile Consumer<Link> whenClosed = link -> {};
  private boolean reused;
  private long freeSince;
  private long before;
  private Duration rested = Duration.ZERO;

  private Link(Inflow inflow, LongSupplier nanoTime) {
    super(LIMITS);
    this.inflow = inflow;
    this.nanoTime = nanoTime;
    this.freeSince = nanoTime.getAsLong();
  }

  /**
   * Over a channel that is connected and blocks.
   *
   * @param tls over its socket, past the handshake
   */
  static Link over(SocketChannel channel, Optional<SSLSocket> tls, LongSupplier nanoTime)
      throws IOException {
    Socket socket = channel.socket();
    InputStream stream =
        tls.isPresent() ? tls.get().getInputStream() : channel.socket().getInputStream();
    Link link = new Link(new Inflow(channel, stream, tls.isPresent()), nanoTime);
    link.bind(
        tls.isPresent()
            ? new Holder(tls.get(), socket, link.inflow)
            : new Holder(socket, link.inflow));
    return link;
  }

  /** Hands out the inflow in place of the socket's own stream. */
  private static final class Holder extends SocketHolder {
    private final Inflow inflow;

    private Holder(Socket socket, Inflow inflow) {
      super(socket);
      this.inflow = inflow;
    }

    private Holder(SSLSocket tls, Socket socket, Inflow inflow) {
      super(tls, socket);
      this.inflow = inflow;
    }

    @Override
    protected InputStream getInputStream(Socket socket) {
      return inflow;
    }
  }

  /** What has come in before anything was asked. */
  enum Waiting {
    NOTHING,
    /** Nobody asked for them: the connection is of no use any more. */
    BYTES,
    /** The server has closed it. */
    END
  }

  /** Looks at what is there, without waiting; a connection that has something is to be closed. */
  Waiting look() {
    // A new connection of TLS 1.3 has tickets for later handshakes waiting, which it reads with the
    // first answer (RFC 8446, 4.6.1).
    return look(reused || !inflow.isTls() ? Inflow.Reads.NOW : Inflow.Reads.NEVER);
  }

  /** Whether more than the answer came with it. */
  boolean hasSurplus() {
    return look(Inflow.Reads.NEVER) == Waiting.BYTES;
  }

  private Waiting look(Inflow.Reads how) {
    inflow.reads(how);
    try {
      return awaitInput(AT_ONCE) ? Waiting.BYTES : Waiting.END;
    } catch (SocketTimeoutException nothing) {
      return Waiting.NOTHING;
    } catch (IOException broken) {
      return Waiting.END;
    } finally {
      inflow.reads(Inflow.Reads.WAIT);
    }
  }

  /** Writes all of a request. */
  void send(byte[] request) throws IOException {
    before = inflow.count();
    rested = idle();
    ensureOpen().getOutputStream().write(request);
  }

  /** The answer to what was sent; interim answers (1xx) are passed over. */
  Answer receive() throws IOException, HttpException {
    ClassicHttpResponse head = receiveResponseHeader();
    while (head.getCode() < HttpStatus.SC_SUCCESS) {
      head = receiveResponseHeader();
    }
    if (MessageSupport.canResponseHaveBody(POST.getMethod(), head)) {
      receiveResponseEntity(head);
    }
    return Answer.read(head);
  }

  /** Whether it can carry another request after this answer. */
  boolean lastsBeyond(Answer answer) {
    return answer.extent() == Answer.Extent.WHOLE
        && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(
            POST, answer.head(), HttpCoreContext.create());
  }

  /** Whether nothing has come since the request was sent. */
  boolean isSilent() {
    return inflow.count() == before;
  }

  Inflow inflow() {
    return inflow;
  }

  /** Whether an answer came over it before. */
  boolean isReused() {
    return reused;
  }

  /** From now on it is idle. */
  void rest() {
    reused = true;
    freeSince = nanoTime.getAsLong();
  }

  /** How long it had carried nothing when the last request was sent. */
  Duration rested() {
    return rested;
  }

  /** How long it has carried nothing. */
  Duration idle() {
    return Duration.ofNanos(nanoTime.getAsLong() - freeSince);
  }

  /** What hears that it is closed, perhaps more than once. */
  void whenClosed(Consumer<Link> heard) {
    whenClosed = heard;
  }

  @Override
  public void close(CloseMode mode) {
    super.close(mode);
    whenClosed.accept(this);
  }

  @Override
  public void close() throws IOException {
    super.close();
    whenClosed.accept(this);
  }

  /** Gives it up at once. */
  void discard() {
    close(CloseMode.IMMEDIATE);
  }

  /** Ends it as one does between requests. */
  void end() {
    close(CloseMode.GRACEFUL);
  }
}
