package dev.blast.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.blast.audience.AudienceFile;
import dev.blast.audience.FileUnreadable;
import dev.blast.audience.Revision;
import dev.blast.audience.RevisionGone;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** Reads from a store that loses connections. */
class S3RangeTest {

  private static final String TAG = "\"e1\"";

  private final Random random = new Random(3);
  private final byte[] content = new byte[200_000];
  private final List<String> ranges = new ArrayList<>();
  private final List<Integer> pauses = new ArrayList<>();
  private Answer answering = this::whole;
  private HttpServer server;
  private S3Client client;
  private AudienceFile file;

  private interface Answer {
    void to(HttpExchange exchange, int from, int to) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    random.nextBytes(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    client = S3Clients.at(endpoint, MemoryS3.credentials("secret"));
    file = new S3Audiences(() -> client, pauses::add).at("s3://bucket/a.csv");
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void aLostConnectionIsTakenUpAtTheFirstByteThatIsMissing() throws IOException {
    answering = (exchange, from, to) -> cut(exchange, from, to, 1 + random.nextInt(30_000));
    try (InputStream in = file.open(revision(), 10, 190_000)) {
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 10, 190_000));
    }
    assertThat(ranges).hasSizeGreaterThan(5).allMatch(range -> range.endsWith("-189999 " + TAG));
    assertThat(ranges.getFirst()).startsWith("bytes=10-");
    assertThat(pauses).isNotEmpty().containsOnly(1);
  }

  @Test
  void aReadThatBringsNothingIsRepeatedFiveTimes() throws IOException {
    answering = (exchange, from, to) -> cut(exchange, from, to, from == 0 ? 1_000 : 0);
    try (InputStream in = file.open(revision(), 0, content.length)) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("S3 does not give s3://bucket/a.csv at the moment");
    }
    assertThat(pauses).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void afterALossNothingOfAReplacedObjectIsGiven() throws IOException {
    answering =
        (exchange, from, to) -> {
          if (from == 0) {
            cut(exchange, from, to, 1_000);
          } else {
            exchange.sendResponseHeaders(412, -1);
          }
        };
    try (InputStream in = file.open(revision(), 0, content.length)) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(RevisionGone.class);
    }
    assertThat(pauses).containsExactly(1);
  }

  @Test
  void aStoreThatPassesOverIfMatchIsFoundOut() {
    answering =
        (exchange, from, to) -> {
          exchange.getResponseHeaders().set("ETag", "\"e2\"");
          send(exchange, from, to, to - from);
        };
    assertThatThrownBy(() -> file.open(revision(), 0, 100)).isInstanceOf(RevisionGone.class);
  }

  @Test
  void aStoreThatPassesOverRangesIsFoundOut() {
    answering =
        (exchange, from, to) -> {
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content);
        };
    assertThatThrownBy(file::look).isInstanceOf(FileUnreadable.class);
    assertThatThrownBy(() -> file.open(revision(), 100, 200))
        .isInstanceOf(FileUnreadable.class)
        .hasMessageContaining("a store that answers with the range '' when asked for another");
  }

  @Test
  void aBucketOfAnotherRegionIsSaidSo() {
    answering =
        (exchange, from, to) -> {
          exchange.getResponseHeaders().set("x-amz-bucket-region", "eu-west-1");
          exchange.sendResponseHeaders(301, -1);
        };
    assertThatThrownBy(file::look)
        .isInstanceOf(FileUnreadable.class)
        .hasMessageContaining("a bucket of another region, eu-west-1")
        .hasMessageContaining("set AWS_REGION");
  }

  private Revision revision() {
    return new Revision(content.length, TAG);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String range = exchange.getRequestHeaders().getFirst("Range");
      ranges.add(range + " " + exchange.getRequestHeaders().getFirst("If-Match"));
      String[] ends = range.substring("bytes=".length()).split("-");
      exchange.getResponseHeaders().set("ETag", TAG);
      answering.to(exchange, Integer.parseInt(ends[0]), Integer.parseInt(ends[1]) + 1);
    }
  }

  private void whole(HttpExchange exchange, int from, int to) throws IOException {
    send(exchange, from, to, to - from);
  }

  private void cut(HttpExchange exchange, int from, int to, int after) throws IOException {
    send(exchange, from, to, Math.min(after, to - from));
  }

  private void send(HttpExchange exchange, int from, int to, int bytes) throws IOException {
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + content.length);
    exchange.sendResponseHeaders(206, to - from);
    exchange.getResponseBody().write(content, from, bytes);
    exchange.getResponseBody().flush();
  }
}
