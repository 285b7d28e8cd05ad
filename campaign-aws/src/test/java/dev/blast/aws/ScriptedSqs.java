package dev.blast.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A server that answers each request with the next line of a script, and keeps the requests. */
final class ScriptedSqs implements AutoCloseable {

  private final HttpServer server;
  private final Queue<Answer> script = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();

  private record Answer(int status, String json) {}

  ScriptedSqs() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  String queueUrl() {
    return endpoint() + "/000000000000/blast";
  }

  synchronized ScriptedSqs then(int status, String json) {
    script.add(new Answer(status, json));
    return this;
  }

  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      Answer answer = script.remove();
      if (answer.status() == 0) {
        return;
      }
      byte[] json = answer.json().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
      exchange.sendResponseHeaders(answer.status(), json.length);
      exchange.getResponseBody().write(json);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
