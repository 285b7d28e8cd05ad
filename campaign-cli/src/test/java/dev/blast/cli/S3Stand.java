package dev.blast.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of S3's protocol as reading needs, over objects in memory: ranges, {@code If-Match}, and
 * the errors that S3 has. The adapter's own tests run against a real implementation; this one shows
 * that the command line reaches it. The SDK finds it, its region and credentials by the standard
 * settings, as system properties.
 */
final class S3Stand implements AutoCloseable {

  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]+)");

  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final List<String> requests = new ArrayList<>();
  private final Map<String, Optional<String>> before = new ConcurrentHashMap<>();
  private final HttpServer server;
  private volatile boolean outOfOrder;

  S3Stand() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.createContext("/", this::answer);
    server.start();
    // by name: a bucket has no host of its own here
    set("aws.endpointUrlS3", "http://localhost:" + server.getAddress().getPort());
    set("aws.region", "eu-central-1");
    set("aws.accessKeyId", "id");
    set("aws.secretAccessKey", "secret");
  }

  /** Puts an object under {@code bucket/key}. */
  void put(String path, String content) {
    put(path, content.getBytes(StandardCharsets.UTF_8));
  }

  void put(String path, byte[] content) {
    objects.put("/" + path, content);
  }

  /** From now on every answer is 503, or none is any more. */
  void outOfOrder(boolean broken) {
    outOfOrder = broken;
  }

  /** Range and If-Match of every request. */
  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  private void set(String property, String value) {
    before.put(property, Optional.ofNullable(System.getProperty(property)));
    System.setProperty(property, value);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String range = header(exchange, "Range");
      String ifMatch = header(exchange, "If-Match");
      requests.add(range + " " + ifMatch);
      byte[] content = objects.get(exchange.getRequestURI().getPath());
      Matcher bytes = RANGE.matcher(range);
      if (outOfOrder) {
        error(exchange, 503, "SlowDown");
      } else if (content == null) {
        error(exchange, 404, "NoSuchKey");
      } else if (!ifMatch.isEmpty() && !ifMatch.equals(tag(content))) {
        error(exchange, 412, "PreconditionFailed");
      } else if (!bytes.matches() || Integer.parseInt(bytes.group(1)) >= content.length) {
        error(exchange, 416, "InvalidRange");
      } else {
        part(exchange, content, Integer.parseInt(bytes.group(1)), Integer.parseInt(bytes.group(2)));
      }
    }
  }

  private static void part(HttpExchange exchange, byte[] content, int first, int last)
      throws IOException {
    byte[] part = Arrays.copyOfRange(content, first, Math.min(last + 1, content.length));
    exchange
        .getResponseHeaders()
        .add(
            "Content-Range",
            "bytes " + first + "-" + (first + part.length - 1) + "/" + content.length);
    exchange.getResponseHeaders().add("ETag", tag(content));
    exchange.sendResponseHeaders(206, part.length);
    exchange.getResponseBody().write(part);
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    byte[] xml =
        ("<Error><Code>" + code + "</Code><Message>no</Message></Error>")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, xml.length);
    exchange.getResponseBody().write(xml);
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }

  private static String tag(byte[] content) {
    return "\"" + Integer.toHexString(Arrays.hashCode(content)) + "\"";
  }

  @Override
  public void close() {
    server.stop(0);
    before.forEach(
        (property, value) ->
            value.ifPresentOrElse(
                old -> System.setProperty(property, old), () -> System.clearProperty(property)));
  }
}
