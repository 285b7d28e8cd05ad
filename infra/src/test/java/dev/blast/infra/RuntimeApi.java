package dev.blast.infra;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lambda's Runtime API for one execution environment, on loopback: it hands out events, and takes
 * answers, errors and the end of the initialization. A function's time begins when its event is
 * handed out: initialization is not its own. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>
 */
final class RuntimeApi implements AutoCloseable {

  private static final String VERSION = "/2018-06-01/runtime/";
  private static final Pattern INVOCATION =
      Pattern.compile(VERSION + "invocation/([^/]+)/(response|error)");

  private final String functionArn;
  private final Duration timeout;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Event> waiting = new LinkedBlockingQueue<>();
  private final Map<String, CompletableFuture<Answer>> invoked = new ConcurrentHashMap<>();
  private final CompletableFuture<String> initError = new CompletableFuture<>();
  private final CompletableFuture<Instant> firstNext = new CompletableFuture<>();
  private final CompletableFuture<Instant> checkpointed = new CompletableFuture<>();
  private final CountDownLatch restored = new CountDownLatch(1);

  private record Event(String id, String json) {}

  private RuntimeApi(String functionArn, Duration timeout, HttpServer server) {
    this.functionArn = functionArn;
    this.timeout = timeout;
    this.server = server;
  }

  /**
   * @param timeout how long after it was handed out an event's deadline is; nobody is ended by it
   */
  static RuntimeApi start(String functionArn, Duration timeout) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
      RuntimeApi api = new RuntimeApi(functionArn, timeout, server);
      server.setExecutor(api.threads);
      server.createContext("/", api::handle);
      server.start();
      return api;
    } catch (IOException broken) {
      throw new UncheckedIOException("no server on loopback", broken);
    }
  }

  /** Host and port, as in {@code AWS_LAMBDA_RUNTIME_API}. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Hands an event to the process as soon as it asks for one. */
  CompletableFuture<Answer> invoke(String json) {
    String id = UUID.randomUUID().toString();
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    invoked.put(id, answer);
    waiting.add(new Event(id, json));
    return answer;
  }

  /** Done when the process asks for its first event: its initialization is over. */
  CompletableFuture<Instant> firstNext() {
    return firstNext;
  }

  /** Done when the process is ready to be frozen ({@code snap-start} only). */
  CompletableFuture<Instant> checkpointed() {
    return checkpointed;
  }

  /** Lets a process that was frozen go on. */
  void restore() {
    restored.countDown();
  }

  /** Done when the process says that it cannot be initialized or restored, with its words. */
  CompletableFuture<String> initError() {
    return initError;
  }

  /** Answers everything that is open, because nobody will. */
  void processEnded(String why) {
    invoked.values().forEach(answer -> answer.complete(new Answer.Died(why)));
  }

  @Override
  public void close() {
    processEnded("the Runtime API was closed");
    threads.shutdownNow();
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String asked = exchange.getRequestMethod() + " " + path;
      switch (asked) {
        case "GET " + VERSION + "invocation/next" -> next(exchange);
        case "GET " + VERSION + "restore/next" -> restoreNext(exchange);
        case "POST " + VERSION + "init/error", "POST " + VERSION + "restore/error" -> {
          initError.complete(body(exchange));
          accept(exchange);
        }
        default -> answered(exchange, path);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void next(HttpExchange exchange) throws IOException, InterruptedException {
    firstNext.complete(Instant.now());
    Event event = waiting.take();
    Instant deadline = Instant.now().plus(timeout);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    headers.set("Lambda-Runtime-Aws-Request-Id", event.id());
    headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(deadline.toEpochMilli()));
    headers.set("Lambda-Runtime-Invoked-Function-Arn", functionArn);
    headers.set("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0");
    reply(exchange, 200, event.json().getBytes(StandardCharsets.UTF_8));
  }

  private void restoreNext(HttpExchange exchange) throws IOException, InterruptedException {
    checkpointed.complete(Instant.now());
    restored.await();
    reply(exchange, 200, new byte[0]);
  }

  private void answered(HttpExchange exchange, String path) throws IOException {
    Matcher invocation = INVOCATION.matcher(path);
    CompletableFuture<Answer> answer =
        invocation.matches() ? invoked.remove(invocation.group(1)) : null;
    if (answer == null) {
      reply(exchange, 404, "{\"errorType\":\"InvalidRequestID\"}".getBytes(StandardCharsets.UTF_8));
      return;
    }
    String body = body(exchange);
    answer.complete(
        "response".equals(invocation.group(2))
            ? new Answer.Returned(body)
            : new Answer.Threw(body));
    accept(exchange);
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void accept(HttpExchange exchange) throws IOException {
    reply(exchange, 202, "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8));
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
