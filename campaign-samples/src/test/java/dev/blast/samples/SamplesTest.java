package dev.blast.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SamplesTest {

  /** Surefire starts in the module's folder. */
  private static final Path SAMPLES = Path.of("").toAbsolutePath();

  private static final List<String> COMPARED =
      List.of("line", "recipient_id", "outcome", "reason", "attempts");

  @ParameterizedTest
  @ValueSource(strings = {"morning-coupon.yaml", "own-codes.yaml", "languages.yaml", "picky.json"})
  void everySampleEndsAsItsExpectedReportSays(String sample, @TempDir Path data)
      throws IOException {
    CommandLine blast = new CommandLine(data);
    String output = blast.run(SAMPLES.resolve(sample));
    String name = sample.substring(0, sample.indexOf('.'));
    List<String> expected = lines(CommandLine.rows(SAMPLES.resolve(name + ".expected.csv")));
    assertThat(lines(blast.report(output))).as(output).containsExactlyElementsOf(expected);
  }

  @Test
  void theWebhookSampleReachesItsProviderOncePerRecipient(@TempDir Path folder) throws IOException {
    Map<String, String> bodies = new ConcurrentHashMap<>();
    try (Provider provider = Provider.start(bodies)) {
      Path campaign =
          copy("webhook-example.yaml", folder, "https://provider.example", provider.url());
      Files.copy(SAMPLES.resolve("morning-coupon.csv"), folder.resolve("morning-coupon.csv"));
      new CommandLine(folder.resolve("data")).run(campaign);
    }
    assertThat(bodies).hasSize(22);
    assertThat(bodies.keySet()).allMatch(key -> key.matches("[0-9a-f]{32}"));
  }

  @Test
  void everyLanguageReachesTheProviderUnharmed(@TempDir Path folder) throws IOException {
    Map<String, String> bodies = new ConcurrentHashMap<>();
    try (Provider provider = Provider.start(bodies)) {
      String webhook = "{ type: webhook, url: \"" + provider.url() + "/send\" }";
      Path campaign = copy("languages.yaml", folder, "{ type: demo, latency: 5ms }", webhook);
      Files.copy(SAMPLES.resolve("languages.csv"), folder.resolve("languages.csv"));
      new CommandLine(folder.resolve("data")).run(campaign);
    }
    String received = String.join("\n", bodies.values());
    for (CSVRecord row : CommandLine.rows(SAMPLES.resolve("languages.csv"))) {
      assertThat(received).contains(asJson(row.get("name")), asJson(row.get("note")));
    }
    assertThat(received).contains("你好-مرحبا-🎁").doesNotContain("\uFFFD");
  }

  /**
   * The sample in another folder, with one text replaced and a secret that every environment has.
   */
  private static Path copy(String sample, Path folder, String text, String replacement)
      throws IOException {
    String original = Files.readString(SAMPLES.resolve(sample));
    assertThat(original).contains(text);
    String changed = original.replace(text, replacement).replace("env:PROVIDER_TOKEN", "env:PATH");
    return Files.writeString(folder.resolve(sample), changed);
  }

  /** As far as the samples need it: quotes and line ends. */
  private static String asJson(String text) {
    return text.replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** One text for each row; the reason by its code, for details are for people. */
  private static List<String> lines(List<CSVRecord> rows) {
    return rows.stream().map(SamplesTest::line).toList();
  }

  private static String line(CSVRecord row) {
    List<String> cells =
        COMPARED.stream()
            .map(column -> column.equals("reason") ? code(row.get(column)) : row.get(column))
            .toList();
    return String.join(",", cells);
  }

  private static String code(String reason) {
    int colon = reason.indexOf(':');
    return colon < 0 ? reason : reason.substring(0, colon);
  }

  /** Accepts everything, and keeps the last body for each idempotency key. */
  private record Provider(HttpServer server) implements AutoCloseable {

    static Provider start(Map<String, String> bodies) throws IOException {
      InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      HttpServer server = HttpServer.create(anyPort, 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange;
                InputStream body = exchange.getRequestBody()) {
              String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
              bodies.put(key, new String(body.readAllBytes(), StandardCharsets.UTF_8));
              exchange.sendResponseHeaders(204, -1);
            }
          });
      server.start();
      return new Provider(server);
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
