package dev.blast.chaos;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A provider on loopback that keeps account of what it took under which idempotency key, as a
 * witness against the ledger. It speaks HTTP by itself, because no server sends what nobody asked
 * for. Thread-safe.
 */
final class Provider implements AutoCloseable {

  /** Beyond the campaign's time-out, which is long, so that a slow machine is no fault. */
  private static final Duration HANGS = Duration.ofSeconds(3);

  private static final String ACCEPTED = "202 Accepted";

  /** What it knows of a recipient. */
  record Account(int requests, int taken, boolean unclear) {

    static final Account NEW = new Account(0, 0, false);

    Account asked() {
      return new Account(requests + 1, taken, unclear);
    }

    Account took() {
      return new Account(requests, taken + 1, unclear);
    }

    Account leftUnclear() {
      return new Account(requests, taken, true);
    }
  }

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Injected injected;
  private final int revokedAfter;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger taken = new AtomicInteger();
  private volatile boolean repaired;

  private Provider(ServerSocket server, Injected injected, int revokedAfter) {
    this.server = server;
    this.injected = injected;
    this.revokedAfter = revokedAfter;
  }

  /**
   * Starts it.
   *
   * @param revokedAfter how many messages it takes before {@link Fault#REVOKED_TOKEN} strikes
   */
  static Provider start(Injected injected, int revokedAfter) throws IOException {
    ServerSocket server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    Provider provider = new Provider(server, injected, revokedAfter);
    provider.threads.execute(provider::accept);
    return provider;
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/send";
  }

  /** By idempotency key; an unknown one has an account without anything in it. */
  Account account(String key) {
    return accounts.getOrDefault(key, Account.NEW);
  }

  /** The operator gives the run a token that is valid. */
  void repair() {
    repaired = true;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        connections.add(connection);
        threads.execute(() -> serve(connection));
      } catch (IOException closing) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      Optional<String> key = readRequest(in);
      while (key.isPresent() && answer(key.get(), connection.getOutputStream())) {
        key = readRequest(in);
      }
    } catch (IOException gone) {
      // The client, or this provider, closed the connection.
    } finally {
      connections.remove(connection);
    }
  }

  /** The idempotency key of the next request, which is read to its end; empty when none comes. */
  private static Optional<String> readRequest(InputStream in) throws IOException {
    String key = "";
    int length = 0;
    String line = readLine(in);
    if (line.isEmpty()) {
      return Optional.empty();
    }
    for (line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      String value = line.substring(line.indexOf(':') + 1).strip();
      if (line.regionMatches(true, 0, "Idempotency-Key:", 0, 16)) {
        key = value;
      } else if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(value);
      }
    }
    in.skipNBytes(length);
    return Optional.of(key);
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** Answers one request; false when the connection ends with it. */
  private boolean answer(String key, OutputStream out) throws IOException {
    int nth = change(key, Account::asked).requests();
    if (isRevoked()) {
      injected.count(Fault.REVOKED_TOKEN);
      return write(out, "401 Unauthorized", "");
    }
    if (injected.strikes(Fault.THROTTLED_PROVIDER, key, nth, 0.05)) {
      boolean later = injected.draw("retry-after", key, nth) < 0.5;
      return write(out, "429 Too Many Requests", later ? "Retry-After: 1\r\n" : "");
    }
    if (injected.strikes(Fault.FAILING_PROVIDER, key, nth, 0.05)) {
      return write(out, "503 Service Unavailable", "");
    }
    if (injected.strikes(Fault.MISCONFIGURED_ANSWERS, key, nth, 0.01)) {
      return write(out, "404 Not Found", "");
    }
    if (injected.strikes(Fault.CUT_CONNECTIONS, key, nth, 0.01)) {
      leaveUnclear(key, nth);
      return false;
    }
    if (injected.strikes(Fault.HUNG_PROVIDER, key, nth, 0.01)) {
      leaveUnclear(key, nth);
      sleep(HANGS);
      return false;
    }
    take(key);
    if (injected.strikes(Fault.SURPLUS_ANSWERS, key, nth, 0.02)) {
      // Either would credit the next recipient with an outcome of its own.
      boolean refusal = injected.draw("surplus", key, nth) < 0.5;
      return write(out, ACCEPTED, "")
          && write(out, refusal ? "422 Unprocessable Content" : ACCEPTED, "");
    }
    return write(out, ACCEPTED, "") && !injected.strikes(Fault.SILENT_CLOSES, key, nth, 0.02);
  }

  private boolean isRevoked() {
    return injected.has(Fault.REVOKED_TOKEN) && !repaired && taken.get() >= revokedAfter;
  }

  private static boolean write(OutputStream out, String status, String header) throws IOException {
    String answer = "HTTP/1.1 " + status + "\r\n" + header + "Content-Length: 0\r\n\r\n";
    out.write(answer.getBytes(StandardCharsets.US_ASCII));
    return true;
  }

  private void take(String key) {
    taken.incrementAndGet();
    Account took = change(key, Account::took);
  }

  private void leaveUnclear(String key, int nth) {
    Account unclear = change(key, Account::leftUnclear);
    if (injected.draw("taken", key, nth) < 0.5) {
      take(key);
    }
  }

  private Account change(String key, UnaryOperator<Account> change) {
    return accounts.compute(
        key, (any, before) -> change.apply(before == null ? Account.NEW : before));
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
    threads.shutdownNow();
  }
}
