package dev.blast.aws.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** SNS's {@code Publish}, with what it refuses of subjects (API reference). Thread-safe. */
public final class SnsServer implements AutoCloseable {

  public static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:blast-alerts";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Published> published = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();

  /** What subscribers get. */
  public record Published(String subject, String message) {}

  private record Answer(int status, String xml) {}

  public SnsServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Everything that was published, in its order. */
  public List<Published> published() {
    return List.copyOf(published);
  }

  /** The next so many requests fail inside. */
  public void fail(int times) {
    failures.set(times);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(form(exchange.getRequestBody().readAllBytes()));
      byte[] body = answer.xml().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/xml");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(Map<String, String> asked) {
    String subject = asked.getOrDefault("Subject", "x");
    String message = asked.getOrDefault("Message", "");
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return error(500, "InternalFailure", "broken");
    }
    if (!"Publish".equals(asked.get("Action"))) {
      return error(400, "InvalidAction", "this server knows Publish");
    }
    if (!TOPIC.equals(asked.get("TopicArn"))) {
      return error(404, "NotFound", "Topic does not exist");
    }
    if (!subject.matches("[\\x21-\\x7e][\\x20-\\x7e]{0,98}")) {
      return error(400, "InvalidParameter", "Invalid parameter: Subject");
    }
    if (message.isEmpty() || message.getBytes(StandardCharsets.UTF_8).length > 262_144) {
      return error(400, "InvalidParameter", "Invalid parameter: Message");
    }
    published.add(new Published(subject, message));
    return new Answer(
        200,
        """
        <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
          <PublishResult><MessageId>m-%d</MessageId></PublishResult>
          <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>
        </PublishResponse>"""
            .formatted(published.size()));
  }

  private static Answer error(int status, String code, String message) {
    return new Answer(
        status,
        """
        <ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
          <Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>
          <RequestId>r</RequestId>
        </ErrorResponse>"""
            .formatted(code, message));
  }

  private static Map<String, String> form(byte[] body) {
    Map<String, String> form = new HashMap<>();
    for (String part : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        form.put(
            part.substring(0, equals),
            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return form;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
