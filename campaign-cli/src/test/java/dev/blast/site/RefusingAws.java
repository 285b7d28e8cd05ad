package dev.blast.site;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Answers every request, of any service, with one and the same refusal. */
final class RefusingAws implements AutoCloseable {

  private final HttpServer server;
  private final int status;
  private final String header;
  private final String body;

  private RefusingAws(int status, String header, String type, String body) {
    this.status = status;
    this.header = header;
    this.body = body;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    server.createContext("/", exchange -> answer(exchange, type));
    server.start();
  }

  /** As DynamoDB, SQS and Scheduler refuse: AWS's JSON protocols, 1.0 and REST. */
  static RefusingAws json(int status, String code, String message) {
    return new RefusingAws(
        status,
        code,
        "application/x-amz-json-1.0",
        "{\"__type\":\"com.amazon.coral.service#%s\",\"message\":\"%s\"}".formatted(code, message));
  }

  /** As S3 does. */
  static RefusingAws xml(int status, String code, String message) {
    return new RefusingAws(
        status,
        code,
        "application/xml",
        "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
            .formatted(code, message));
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange, String type) throws IOException {
    try (exchange) {
      byte[] read = exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("x-amzn-ErrorType", header);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
