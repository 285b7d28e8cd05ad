package dev.blast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Systems Manager's {@code GetParameter} and {@code GetParameters} over parameters in memory.
 * Thread-safe.
 */
final class SsmStand implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, String> parameters = new ConcurrentHashMap<>();
  private final HttpServer server;
  private volatile Optional<Refusal> refusal = Optional.empty();
  private volatile String signature = "";

  /** What every request is answered instead. */
  record Refusal(int status, String code, String message) {}

  SsmStand() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void put(String name, String value) {
    parameters.put(name, value);
  }

  /** From now on. */
  void refuse(int status, String code, String message) {
    refusal = Optional.of(new Refusal(status, code, message));
  }

  void refuseNoMore() {
    refusal = Optional.empty();
  }

  /** What the latest request was signed with: key, day, region and service. */
  String signature() {
    return signature;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      signature =
          String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
              .replaceFirst(".*Credential=([^,]*),.*", "$1");
      JsonNode asked = JSON.readTree(exchange.getRequestBody().readAllBytes());
      String name = asked.path("Name").asText();
      String value = parameters.get(name);
      String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
      boolean get = target.equals("AmazonSSM.GetParameter");
      if (refusal.isPresent()) {
        refuse(exchange, refusal.get());
      } else if (target.equals("AmazonSSM.GetParameters")) {
        send(exchange, 200, several(asked).toString());
      } else if (!get) {
        refuse(exchange, new Refusal(400, "UnknownOperationException", ""));
      } else if (value == null) {
        refuse(exchange, new Refusal(400, "ParameterNotFound", ""));
      } else {
        var answer = JSON.createObjectNode();
        answer.putObject("Parameter").put("Name", name).put("Type", "String").put("Value", value);
        send(exchange, 200, answer.toString());
      }
    }
  }

  private JsonNode several(JsonNode asked) {
    var answer = JSON.createObjectNode();
    var found = answer.putArray("Parameters");
    var invalid = answer.putArray("InvalidParameters");
    for (JsonNode each : asked.path("Names")) {
      String value = parameters.get(each.asText());
      if (value == null) {
        invalid.add(each.asText());
      } else {
        found
            .addObject()
            .put("Name", each.asText())
            .put("Type", "SecureString")
            .put("Value", value);
      }
    }
    return answer;
  }

  private static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
    send(
        exchange,
        refusal.status(),
        JSON.createObjectNode()
            .put("__type", refusal.code())
            .put("message", refusal.message())
            .toString());
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
