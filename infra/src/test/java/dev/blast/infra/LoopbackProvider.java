package dev.blast.infra;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/** Accepts every message, and counts how often it was asked under each idempotency key. */
final class LoopbackProvider implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();
  private final LongAdder requests = new LongAdder();

  LoopbackProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    server.setExecutor(threads);
    server.createContext("/", this::accept);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/send";
  }

  /** How often it was asked. */
  long requests() {
    return requests.sum();
  }

  /** Under how many keys it was asked. */
  int recipients() {
    return asked.size();
  }

  private void accept(HttpExchange exchange) throws IOException {
    try (exchange) {
      long length = exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      asked.merge(key + (length == 0 ? " empty" : ""), 1, Integer::sum);
      requests.increment();
      exchange.sendResponseHeaders(204, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
