package dev.blast.aws.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Systems Manager's {@code GetParameter} and {@code GetParameters} over parameters in memory.
 * Thread-safe.
 */
public final class SsmServer implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ARN = "arn:aws:ssm:us-east-1:123456789012:parameter";
  private static final int MOST = 10;

  private final Map<String, String> parameters = new ConcurrentHashMap<>();
  private final Set<String> denied = ConcurrentHashMap.newKeySet();
  private final List<List<String>> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile Optional<Refusal> refusal = Optional.empty();
  private volatile String signature = "";

  /** What every request is answered instead. */
  record Refusal(int status, String code, String message) {}

  public SsmServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public void put(String name, String value) {
    parameters.put(name, value);
  }

  public void delete(String name) {
    parameters.remove(name);
  }

  /** {@code GetParameters} with this name among others is refused, as a role may have it. */
  public void deny(String name) {
    denied.add(name);
  }

  public void allow(String name) {
    denied.remove(name);
  }

  /** From now on. */
  public void refuse(int status, String code, String message) {
    refusal = Optional.of(new Refusal(status, code, message));
  }

  public void refuseNoMore() {
    refusal = Optional.empty();
  }

  /** What the latest request was signed with: key, day, region and service. */
  public String signature() {
    return signature;
  }

  /** The names of each {@code GetParameters}. */
  public List<List<String>> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      signature =
          String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
              .replaceFirst(".*Credential=([^,]*),.*", "$1");
      JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
      String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
      if (target.equals("AmazonSSM.GetParameters")) {
        several(exchange, request);
      } else if (refusal.isPresent()) {
        refuse(exchange, refusal.get());
      } else if (target.equals("AmazonSSM.GetParameter")) {
        one(exchange, request.path("Name").asText());
      } else {
        refuse(exchange, new Refusal(400, "UnknownOperationException", ""));
      }
    }
  }

  private void one(HttpExchange exchange, String name) throws IOException {
    String value = parameters.get(name);
    if (value == null) {
      refuse(exchange, new Refusal(400, "ParameterNotFound", ""));
      return;
    }
    ObjectNode answer = JSON.createObjectNode();
    answer.putObject("Parameter").put("Name", name).put("Type", "String").put("Value", value);
    send(exchange, 200, answer);
  }

  private void several(HttpExchange exchange, JsonNode request) throws IOException {
    List<String> names = new ArrayList<>();
    request.path("Names").forEach(name -> names.add(name.asText()));
    asked.add(names);
    Optional<String> forbidden = names.stream().filter(denied::contains).findFirst();
    if (refusal.isPresent()) {
      refuse(exchange, refusal.get());
    } else if (names.size() > MOST) {
      refuse(exchange, new Refusal(400, "ValidationException", "more than ten names"));
    } else if (forbidden.isPresent()) {
      refuse(
          exchange,
          new Refusal(
              400,
              "AccessDeniedException",
              "not authorized to perform: ssm:GetParameters on resource: "
                  + ARN
                  + forbidden.get()));
    } else {
      send(exchange, 200, found(names, request.path("WithDecryption").asBoolean()));
    }
  }

  private ObjectNode found(List<String> names, boolean decrypted) {
    ObjectNode answer = JSON.createObjectNode();
    var found = answer.putArray("Parameters");
    var invalid = answer.putArray("InvalidParameters");
    for (String each : names) {
      String name = each.startsWith(ARN) ? each.substring(ARN.length()) : each;
      String value = parameters.get(name);
      if (value == null) {
        invalid.add(each);
      } else {
        found
            .addObject()
            .put("Name", name)
            .put("ARN", ARN + name)
            .put("Type", "SecureString")
            .put("Value", decrypted ? value : "AQICAHh");
      }
    }
    return answer;
  }

  private static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
    send(
        exchange,
        refusal.status(),
        JSON.createObjectNode().put("__type", refusal.code()).put("message", refusal.message()));
  }

  private static void send(HttpExchange exchange, int status, JsonNode json) throws IOException {
    byte[] body = json.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
