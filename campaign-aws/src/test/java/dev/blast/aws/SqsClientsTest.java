package dev.blast.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** What operators set for AWS and for the internet is not for the queue of this machine. */
class SqsClientsTest {

  private static final SendMessageBatchRequestEntry ENTRY =
      SendMessageBatchRequestEntry.builder().id("1").messageBody("x").build();

  @TempDir private Path folder;
  private final Map<String, Optional<String>> before = new HashMap<>();
  private HttpServer queue;
  private URI endpoint;

  @BeforeEach
  void starts() throws IOException {
    queue = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint = URI.create("http://127.0.0.1:" + queue.getAddress().getPort());
    byte[] answer =
        "{\"QueueUrls\":[],\"Successful\":[{\"Id\":\"1\",\"MessageId\":\"m\"}],\"Failed\":[]}"
            .getBytes(StandardCharsets.UTF_8);
    queue.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    queue.start();
  }

  @AfterEach
  void stops() {
    queue.stop(0);
    before.forEach(
        (name, value) ->
            value.ifPresentOrElse(
                old -> System.setProperty(name, old), () -> System.clearProperty(name)));
  }

  private void set(String name, String value) {
    before.putIfAbsent(name, Optional.ofNullable(System.getProperty(name)));
    System.setProperty(name, value);
  }

  @ParameterizedTest
  @CsvSource({
    "aws.useFipsEndpoint, true",
    "aws.useFipsEndpoint, maybe",
    "aws.useDualstackEndpoint, true",
    "aws.useDualstackEndpoint, maybe",
    "aws.profile, missing",
    "aws.region, no such region",
    "aws.endpointUrl, http://127.0.0.1:9",
    "aws.endpointUrlSqs, nonsense://",
    "aws.defaultsMode, banana",
    "aws.retryMode, banana",
    "aws.maxAttempts, banana",
    "aws.disableRequestCompression, banana",
    "aws.requestMinCompressionSizeBytes, banana",
    "aws.requestChecksumCalculation, banana",
    "aws.authSchemePreference, banana",
    "aws.partitionsFile, /nonexistent",
    "aws.configFile, /nonexistent",
    "aws.sharedCredentialsFile, /nonexistent"
  })
  void aSettingOfAwsChangesNothing(String property, String value) {
    set(property, value);
    isReached();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void aProxyIsNotForIt(String kind) {
    set(kind + ".proxyHost", "127.0.0.1");
    set(kind + ".proxyPort", "9");
    set("http.nonProxyHosts", "");
    isReached();
  }

  @Test
  void aConfigFileChangesNothing() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("config"),
            """
            [default]
            use_fips_endpoint = maybe
            use_dualstack_endpoint = true
            endpoint_url = http://127.0.0.1:9
            defaults_mode = banana
            retry_mode = banana
            max_attempts = banana
            request_min_compression_size_bytes = banana
            """);
    set("aws.configFile", config.toString());
    isReached();
    Files.writeString(config, "[default\nthis is = broken\n  [[");
    isReached();
  }

  @Test
  void everythingThatTheSdkWouldLookForIsSaid() {
    try (SqsClient client = SqsClients.local(endpoint, 1)) {
      var settings = client.serviceClientConfiguration();
      assertThat(settings.region()).isEqualTo(Region.US_EAST_1);
      assertThat(settings.endpointOverride()).contains(endpoint);
      var override = settings.overrideConfiguration();
      assertThat(override.retryStrategy().orElseThrow().maxAttempts())
          .isEqualTo(Connections.ATTEMPTS);
      assertThat(override.defaultProfileFile().orElseThrow().profiles()).isEmpty();
      assertThat(override.defaultProfileName()).contains("blast");
      assertThat(override.metricPublishers()).isEmpty();
      assertThat(override.compressionConfiguration().orElseThrow().requestCompressionEnabled())
          .isFalse();
    }
  }

  private void isReached() {
    try (SqsClient whole = SqsClients.local(endpoint, 1);
        SqsClient sending = SqsClients.localSender(endpoint, 1)) {
      assertThat(whole.listQueues().queueUrls()).isEmpty();
      String url = endpoint + "/queue/blast";
      assertThat(sending.sendMessageBatch(batch -> batch.queueUrl(url).entries(ENTRY)).successful())
          .hasSize(1);
    }
  }
}
