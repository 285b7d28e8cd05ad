package dev.blast.sender.http;

import dev.blast.sender.http.Link.Waiting;
import dev.blast.sender.http.Proxies.Proxy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.HttpException;

/**
 * Posts to one URL, over connections that are kept between requests. Nothing is repeated and no
 * redirect is followed: one {@link #post} is at most one request that a server can act on.
 * Thread-safe; blocks.
 *
 * <p>Before a request leaves, its connection is looked at. What waits there was sent by a server
 * that was not asked, so the connection is closed, and another takes the request.
 */
public final class Poster implements AutoCloseable {

  private final URI url;
  private final Dialer dialer;
  private final Optional<Proxy> proxy;
  private final Links links;
  private final Set<Link> open = ConcurrentHashMap.newKeySet();
  private final Semaphore connections;
  private final ScheduledThreadPoolExecutor timer;
  private volatile boolean reached;
  private volatile boolean closed;

  /**
   * @param concurrency the most connections at a time
   * @throws Proxies.ProxyMalformed for a variable that names no proxy
   */
  public Poster(URI url, Proxies proxies, int concurrency) {
    this(
        url,
        proxies,
        concurrency,
        (SSLSocketFactory) SSLSocketFactory.getDefault(),
        System::nanoTime);
  }

  Poster(URI url, Proxies proxies, int concurrency, SSLSocketFactory tls, LongSupplier nanoTime) {
    this.url = url;
    this.proxy = proxies.to(url);
    this.dialer = new Dialer(url, proxy, tls, nanoTime);
    this.links = new Links(concurrency, nanoTime);
    this.connections = new Semaphore(concurrency);
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("time-outs").factory());
    this.timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * The start of a request: its line, and the headers that are the server's and the proxy's. Other
   * headers, an empty line and the body follow.
   */
  public byte[] head() {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String authority = url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    boolean plainProxy = proxy.isPresent() && "http".equalsIgnoreCase(url.getScheme());
    StringBuilder head = new StringBuilder(256);
    head.append("POST ").append(plainProxy ? "http://" + authority : "");
    // what is beyond ASCII, percent-encoded
    head.append(URI.create(path + query).toASCIIString());
    head.append(" HTTP/1.1\r\nHost: ").append(authority);
    head.append("\r\nConnection: keep-alive\r\n");
    if (plainProxy) {
      header(head, "Proxy-Authorization", proxy.get().authorization());
    }
    return head.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void header(StringBuilder head, String name, Optional<String> value) {
    value.ifPresent(text -> head.append(name).append(": ").append(text).append("\r\n"));
  }

  /** Whether requests go through a proxy. */
  public boolean hasProxy() {
    return proxy.isPresent();
  }

  /** Whether it ever answered this process. */
  public boolean hasAnswered() {
    return reached;
  }

  /** Begins to count the time that one or more requests have together. */
  public Flight begin(Duration time) {
    return new Flight(time, timer);
  }

  /**
   * Sends a request and reads its answer.
   *
   * @param request all of it: {@link #head}, other headers and the body
   * @throws PostFailed when there is no answer. Only of {@link Failure#TIMEOUT} and {@link
   *     Failure#CONNECTION_LOST} may the server have got the request
   */
  public Answer post(byte[] request, Flight flight) throws PostFailed {
    if (!acquired(flight)) {
      throw new PostFailed(Failure.CONNECT_TIMEOUT, "no connection was free in time");
    }
    try {
      while (true) {
        Optional<Answer> answer = over(link(flight), request, flight);
        if (answer.isPresent()) {
          reached = true;
          return answer.get();
        }
      }
    } finally {
      flight.usesNothing();
      connections.release();
    }
  }

  private boolean acquired(Flight flight) throws PostFailed {
    try {
      return connections.tryAcquire()
          || connections.tryAcquire(flight.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new PostFailed(Failure.CONNECT_FAILED, "the sender was stopped");
    }
  }

  private Link link(Flight flight) throws PostFailed {
    if (closed) {
      throw new PostFailed(Failure.CONNECT_FAILED, "the sender was stopped");
    }
    Optional<Link> kept = links.take();
    if (kept.isPresent()) {
      flight.uses(kept.get()::discard);
      return kept.get();
    }
    try {
      Link made = dialer.dial(flight);
      open.add(made);
      made.whenClosed(open::remove);
      return made;
    } catch (PostFailed failed) {
      throw flight.late()
          ? new PostFailed(Failure.CONNECT_TIMEOUT, "no connection in time")
          : failed;
    }
  }

  /** Empty when the connection was dead before anything was written. */
  private Optional<Answer> over(Link link, byte[] request, Flight flight) throws PostFailed {
    boolean used = false;
    boolean kept = false;
    try {
      Waiting waiting = link.look();
      if (waiting != Waiting.NOTHING) {
        dead(link, waiting, flight);
        return Optional.empty();
      }
      used = true;
      link.send(request);
      Answer answer = link.receive();
      kept = link.lastsBeyond(answer);
      return Optional.of(answer);
    } catch (IOException | HttpException | RuntimeException broken) {
      throw used
          ? lost(link, flight)
          : new PostFailed(Failure.CONNECT_FAILED, "the connection broke");
    } finally {
      flight.usesNothing();
      if (kept && !flight.late()) {
        links.giveBack(link);
      } else {
        link.discard();
      }
    }
  }

  /** Returns where another connection may be better. */
  private void dead(Link link, Waiting waiting, Flight flight) throws PostFailed {
    if (flight.late()) {
      throw new PostFailed(Failure.CONNECT_TIMEOUT, "no connection in time");
    }
    if (link.isReused()) {
      links.foundDead(waiting, link.idle());
    } else if (waiting == Waiting.BYTES && !link.inflow().startsLikeHttp()) {
      throw noHttp(link);
    } else {
      throw new PostFailed(
          Failure.CONNECT_FAILED,
          waiting == Waiting.BYTES
              ? "the server spoke before it was asked"
              : "the server closed the connection at once");
    }
  }

  private PostFailed lost(Link link, Flight flight) {
    if (flight.late()) {
      return new PostFailed(Failure.TIMEOUT, "no complete answer in time");
    }
    if (link.isReused()) {
      if (link.isSilent()) {
        links.foundDead(Waiting.END, link.rested());
      }
    } else if (!link.isSilent() && !link.inflow().startsLikeHttp()) {
      // A server that answered before speaks HTTP; this is something on the way to it, which may
      // have passed the request on. A server that wants TLS has understood nothing of it.
      if (!reached || link.inflow().startsLikeTls()) {
        return noHttp(link);
      }
    }
    return new PostFailed(
        Failure.CONNECTION_LOST, "the connection broke before the answer was complete");
  }

  private static PostFailed noHttp(Link link) {
    return new PostFailed(
        Failure.NO_HTTP,
        link.inflow().startsLikeTls()
            ? "the server speaks TLS: write https in the URL, or another port"
            : "the server speaks no HTTP: check the host and port of the URL");
  }

  /** Closes all connections; requests in flight fail. */
  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    links.close();
    open.forEach(Link::discard);
  }
}
