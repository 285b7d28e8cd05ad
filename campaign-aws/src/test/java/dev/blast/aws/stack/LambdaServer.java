package dev.blast.aws.stack;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** Lambda's {@code GetAccountSettings}. Thread-safe. */
public final class LambdaServer implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private volatile int all = 1_000;
  private volatile int unreserved = 1_000;
  private volatile boolean denied;

  public LambdaServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    server.createContext("/2016-08-19/account-settings/", this::answer);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on the account has so many invocations at a time. */
  public void limit(int all, int unreserved) {
    this.all = all;
    this.unreserved = unreserved;
  }

  /** Whether the caller may not ask. */
  public void deny(boolean denied) {
    this.denied = denied;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean signed =
          String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
              .contains("/lambda/aws4_request");
      if (denied || !signed) {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", "AccessDeniedException:http://aws");
        send(exchange, 403, JSON.createObjectNode().put("Message", "not authorized").toString());
        return;
      }
      var settings = JSON.createObjectNode();
      settings
          .putObject("AccountLimit")
          .put("ConcurrentExecutions", all)
          .put("UnreservedConcurrentExecutions", unreserved);
      send(exchange, 200, settings.toString());
    }
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
