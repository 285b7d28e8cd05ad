package dev.blast.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * A provider on loopback that keeps account of what it took under which idempotency key, as a
 * witness against the ledger. Thread-safe.
 */
final class Provider implements AutoCloseable {

  /** Beyond the campaign's time-out, which is long, so that a slow machine is no fault. */
  private static final Duration HANGS = Duration.ofSeconds(3);

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

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Injected injected;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  private Provider(HttpServer server, Injected injected) {
    this.server = server;
    this.injected = injected;
  }

  static Provider start(Injected injected) throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Provider provider = new Provider(HttpServer.create(anyPort, 1_024), injected);
    provider.server.createContext("/send", provider::answer);
    provider.server.setExecutor(provider.threads);
    provider.server.start();
    return provider;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/send";
  }

  /** By idempotency key: who comes under another one is unknown here. */
  Account account(String key) {
    return accounts.getOrDefault(key, Account.NEW);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      int nth = change(key, Account::asked).requests();
      if (injected.strikes(Fault.THROTTLED_PROVIDER, key, nth, 0.05)) {
        if (injected.draw("retry-after", key, nth) < 0.5) {
          exchange.getResponseHeaders().set("Retry-After", "1");
        }
        exchange.sendResponseHeaders(429, -1);
        return;
      }
      if (injected.strikes(Fault.FAILING_PROVIDER, key, nth, 0.05)) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      if (injected.strikes(Fault.CUT_CONNECTIONS, key, nth, 0.01)) {
        leaveUnclear(key, nth);
        return;
      }
      if (injected.strikes(Fault.HUNG_PROVIDER, key, nth, 0.01)) {
        leaveUnclear(key, nth);
        sleep(HANGS);
        return;
      }
      Account took = change(key, Account::took);
      exchange.sendResponseHeaders(202, -1);
    }
  }

  private void leaveUnclear(String key, int nth) {
    Account unclear = change(key, Account::leftUnclear);
    if (injected.draw("taken", key, nth) < 0.5) {
      Account took = change(key, Account::took);
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
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
