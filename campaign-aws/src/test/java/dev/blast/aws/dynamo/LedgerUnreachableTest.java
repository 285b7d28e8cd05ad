package dev.blast.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** A table that does not take requests. */
class LedgerUnreachableTest {

  private static final Instant NOW = Instant.parse("2026-03-01T08:00:05Z");
  private static final RunId RUN = new RunId("morning", NOW);

  private final AtomicInteger requests = new AtomicInteger();
  private String code = "";
  private HttpServer server;
  private URI endpoint;
  private DynamoDbClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          byte[] body =
              ("{\"__type\":\"com.amazonaws.dynamodb.v20120810#"
                      + code
                      + "\",\"message\":\"said so\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(400, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    DynamoDbClientBuilder builder =
        DynamoClients.builder().httpClientBuilder(DynamoClients.http(4));
    // A first call loads its classes meanwhile; how long it may take is no matter of this.
    builder.overrideConfiguration(
        builder
            .overrideConfiguration()
            .copy(override -> override.apiCallTimeout(Duration.ofMinutes(1))));
    client =
        builder
            .endpointOverride(endpoint)
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void throttlingIsRepeatedAndThenNamed() {
    code = "ProvisionedThroughputExceededException";

    assertThatThrownBy(this::claim)
        .isInstanceOf(LedgerUnreachable.class)
        .hasMessage(
            "morning@20260301T080005Z: table blast (%s) takes no more at the moment"
                    .formatted(endpoint)
                + " (ProvisionedThroughputExceededException: said so); send slower, raise its"
                + " maximum throughput, or warm it up before large runs");
    assertThat(requests).hasValue(DynamoClients.ATTEMPTS);
  }

  @Test
  void aMissingTableIsNamedAtOnce() {
    code = "ResourceNotFoundException";

    assertThatThrownBy(this::claim)
        .hasMessage(
            "morning@20260301T080005Z: table blast (%s) is not there".formatted(endpoint)
                + " (ResourceNotFoundException: said so); create it, or correct its name, the"
                + " region or the account");
    assertThat(requests).hasValue(1);
  }

  @Test
  void missingPermissionSaysWhichAreNeeded() {
    code = "AccessDeniedException";

    assertThatThrownBy(this::claim)
        .hasMessageContaining("allow dynamodb:GetItem, PutItem, UpdateItem, DeleteItem and Query");
  }

  @Test
  void anEndpointThatIsNotThereIsNamed() {
    server.stop(0);

    assertThatThrownBy(this::claim)
        .isInstanceOf(LedgerUnreachable.class)
        .hasMessageStartingWith(
            "morning@20260301T080005Z: table blast (" + endpoint + ") does not answer (");
  }

  private void claim() {
    new DynamoLedger(
            client, new BlastTable("blast"), run -> 1, InstantSource.fixed(NOW), Duration.ofDays(1))
        .claim(new EnvelopeId(RUN, 0, 0), 1, NOW, NOW.plusSeconds(30));
  }
}
