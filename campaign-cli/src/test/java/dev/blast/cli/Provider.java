package dev.blast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;

/** A provider on loopback: answers each recipient with a status, and keeps every request. */
record Provider(HttpServer server, List<Request> requests) implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * A request.
   *
   * @param key for idempotency
   * @param body the message
   */
  record Request(String key, Headers headers, JsonNode body) {
    String recipient() {
      return body.get("recipientId").asText();
    }
  }

  /**
   * @param status of the answer to a recipient id; a 200 comes with the provider's id {@code =p-}
   *     and the recipient's
   */
  static Provider answering(ToIntFunction<String> status) throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Provider provider = new Provider(HttpServer.create(anyPort, 0), new CopyOnWriteArrayList<>());
    provider.server.createContext("/", exchange -> provider.answer(exchange, status));
    provider.server.start();
    return provider;
  }

  private void answer(HttpExchange exchange, ToIntFunction<String> status) throws IOException {
    try (exchange) {
      Headers headers = exchange.getRequestHeaders();
      Request request =
          new Request(
              headers.getFirst("Idempotency-Key"),
              headers,
              JSON.readTree(exchange.getRequestBody().readAllBytes()));
      requests.add(request);
      int code = status.applyAsInt(request.recipient());
      byte[] body =
          JSON.createObjectNode()
              .put("id", "=p-" + request.recipient())
              .toString()
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/send";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
