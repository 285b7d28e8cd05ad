package dev.blast.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A webhook provider on loopback that counts exactly how often it was asked for each {@code
 * Idempotency-Key}. A request counts once all of it has arrived, before it is answered: what a
 * killed sender never heard of counts too.
 *
 * <p>{@code GET /counts} answers the totals as JSON; every POST is a message. One thread for each
 * connection: a sender keeps a few hundred at most, and a blocking read on a platform thread costs
 * the least CPU. Thread-safe.
 */
final class CountingProvider implements AutoCloseable {

  private final ServerSocket server;
  private final Mood mood;
  private final Duration latency;
  private final KeyCounts counts = new KeyCounts();
  private final Arrivals arrivals = new Arrivals(System::nanoTime);
  private final AtomicLong withoutKey = new AtomicLong();

  private CountingProvider(ServerSocket server, Mood mood, Duration latency) {
    this.server = server;
    this.mood = mood;
    this.latency = latency;
  }

  /**
   * Starts one; it runs until closed.
   *
   * @param port 0 for any that is free
   * @param latency how long it thinks before it answers a message
   */
  static CountingProvider start(int port, Mood mood, Duration latency) throws IOException {
    ServerSocket server = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress());
    CountingProvider provider = new CountingProvider(server, mood, latency);
    AcceptLoop.start("provider", provider.server, provider::serve);
    return provider;
  }

  int port() {
    return server.getLocalPort();
  }

  KeyCounts counts() {
    return counts;
  }

  /** When messages arrived, whatever was answered. */
  Arrivals arrivals() {
    return arrivals;
  }

  /** Messages that came without an {@code Idempotency-Key}; they were accepted. */
  long withoutKey() {
    return withoutKey.get();
  }

  /** Accepts no more connections; those that are open live on. A second call changes nothing. */
  @Override
  public void close() throws IOException {
    server.close();
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      Request.Reader requests = new Request.Reader(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      for (var next = requests.next(); next.isPresent(); next = requests.next()) {
        out.write(answer(next.get()).getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException gone) {
      // the sender was killed: what had arrived whole is counted, the rest never happened
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private String answer(Request request) throws InterruptedException {
    if (request.line().startsWith("GET /counts ")) {
      return response("200 OK", "", counts.totals().json());
    }
    if (!request.line().startsWith("POST ")) {
      return response("404 Not Found", "", "{}");
    }
    arrivals.count();
    Verdict verdict = judge(request.idempotencyKey());
    if (latency.isPositive()) {
      Thread.sleep(latency);
    }
    return switch (verdict) {
      case ACCEPT ->
          response("200 OK", "", "{\"id\":\"m-" + request.idempotencyKey().hashCode() + "\"}");
      case UNAVAILABLE -> response("503 Service Unavailable", "", "{}");
      case THROTTLE -> response("429 Too Many Requests", "Retry-After: 1\r\n", "{}");
    };
  }

  private Verdict judge(String key) {
    if (key.isEmpty()) {
      withoutKey.incrementAndGet();
      return Verdict.ACCEPT;
    }
    return counts.count(key, mood);
  }

  private static String response(String status, String headers, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n"
        + headers
        + "\r\n"
        + body;
  }
}
