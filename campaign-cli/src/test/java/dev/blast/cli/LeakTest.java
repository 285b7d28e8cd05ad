package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run whose provider fails in every way, repeats what it was told, and asks for a secret: no line
 * that anybody reads holds an address or the secret.
 */
class LeakTest {

  private static final String SECRET = "s3cr3t-9f2e";
  private static final String HOOK = "hook-t0ken";
  private static final int PEOPLE = 90;

  @TempDir private static Path folder;
  private static final CountDownLatch OVER = new CountDownLatch(1);
  private static final Map<String, Integer> TRIES = new ConcurrentHashMap<>();
  private static HttpServer provider;
  private static Operator operator;
  private static Answer answer;
  private static String run = "";

  @BeforeAll
  static void runs() throws IOException, InterruptedException {
    operator = new Operator(folder);
    String rows =
        IntStream.range(0, PEOPLE)
            .mapToObj(i -> "id" + i + ",person" + i + "@example.com,Secretname" + i + "\n")
            .collect(Collectors.joining());
    operator.writes("people.csv", "id,email,name\n" + rows + "bad,\"broken@example.com,X\n");
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    provider.createContext("/", LeakTest::fail);
    provider.start();
    int port = provider.getAddress().getPort();
    Path campaign =
        operator.writes(
            "spring.yaml",
            """
            id: spring
            audience: { path: people.csv, columns: { id: id, address: email } }
            message:
              channel:
                type: webhook
                url: "http://127.0.0.1:%d/send"
                headers: { Authorization: "Bearer ${env:LEAK_TEST_SECRET}" }
                timeout: 500ms
                answers: { 302: refused, 404: refused }
              body: "Dear {{name}}"
            onUncertain: record
            packing: 5
            attempts: { max: 2, firstDelay: 10ms, maxDelay: 20ms }
            """
                .formatted(port));
    answer = inAProcess(campaign, "http://127.0.0.1:" + port + "/" + HOOK);
    run = operator.runs().getFirst();
  }

  @AfterAll
  static void ends() {
    OVER.countDown();
    provider.stop(0);
  }

  private static Answer inAProcess(Path campaign, String hook)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder command = operator.process("run", campaign, "--now");
    command.environment().put("LEAK_TEST_SECRET", SECRET);
    command.environment().put("BLAST_ALERT_WEBHOOK", hook);
    Process process = command.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
      return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  /** Each in its own way; what is only deferred is accepted in the end. */
  private static void fail(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      String echo = body + exchange.getRequestHeaders().getFirst("Authorization");
      int way = Integer.parseInt(key.substring(key.lastIndexOf("/id") + 3)) % 9;
      boolean first = TRIES.merge(key, 1, Integer::sum) == 1;
      switch (way) {
        case 0 -> answer(exchange, 200, "{\"id\":\"p\"}");
        case 1 -> answer(exchange, 404, echo);
        case 2 -> answer(exchange, first ? 429 : 200, echo);
        case 3 -> answer(exchange, first ? 503 : 202, echo);
        case 4 -> {}
        case 5 -> hang();
        case 6 -> {
          exchange
              .getResponseHeaders()
              .add("Location", "http://127.0.0.1/?a@example.com=" + SECRET);
          answer(exchange, 302, echo);
        }
        case 7 -> answer(exchange, first ? 500 : 400, echo);
        default -> answer(exchange, 200, "{\"error\":" + echo);
      }
    }
  }

  private static void hang() {
    try {
      boolean over = OVER.await(2, TimeUnit.MINUTES);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Test
  void everyWayOfFailingIsAmongTheReasons() {
    assertThat(answer.out()).contains("CLOSED", PEOPLE + " recipients");
    assertThat(operator.typesHere("dead", run).done().out())
        .contains("http-404", "http-302", "http-400", "timeout", "connection-lost", "unconfirmed");
  }

  @Test
  void noLineThatAnybodyReadsHoldsAnAddressANameOrTheSecret() {
    String printed =
        Stream.of(
                answer,
                operator.typesHere("status"),
                operator.typesHere("status", run, "--json"),
                operator.typesHere("dead", run),
                operator.typesHere("dead", run, "--json"),
                operator.typesHere("dead", run, "--bodies"),
                operator.typesHere("report", run),
                operator.typesHere("resume", run))
            .map(Answer::everything)
            .collect(Collectors.joining());
    assertThat(printed.lines())
        .noneMatch(line -> line.contains("@example.com"))
        .noneMatch(line -> line.contains("Secretname"))
        .noneMatch(line -> line.contains(SECRET))
        .noneMatch(line -> line.contains(HOOK));
  }

  @Test
  void theSecretsAreInNoFileAndAddressesOnlyWhereRowsAreKept() throws IOException {
    try (Stream<Path> files = Files.walk(operator.data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content.contains(SECRET) || content.contains(HOOK)).as("%s", file).isFalse();
        assertThat(content.contains("@example.com"))
            .as("an address in %s", file)
            .isEqualTo(List.of("rejects.csv").contains(file.getFileName().toString()));
      }
    }
  }
}
