package dev.blast.benchmarks.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.benchmarks.dispatch.RemoteEndpoint.Counts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/** The SDK's own check of every digest is the oracle: it throws when one is wrong. */
class EndpointTest {

  private Endpoint server;
  private RemoteEndpoint endpoint;
  private SqsClient sqs;

  @BeforeEach
  void start() throws IOException {
    server = Endpoint.start();
    endpoint = new RemoteEndpoint(server.port());
    sqs =
        SqsClient.builder()
            .httpClientBuilder(Apache5HttpClient.builder())
            .endpointOverride(endpoint.uri())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
            .build();
  }

  @AfterEach
  void stop() throws IOException {
    sqs.close();
    server.close();
  }

  @Test
  void itsDigestsAreThoseTheSdkExpects() {
    List<String> texts =
        List.of("plain", "{\"a\":\"b\\\\c\"}", "tab\t, new\nline, \u0001", "é 東京 🎉");

    SendMessageBatchResponse answer =
        sqs.sendMessageBatch(Batches.request(endpoint.queueUrl(), texts));

    assertThat(answer.failed()).isEmpty();
    assertThat(answer.successful())
        .extracting(SendMessageBatchResultEntry::id)
        .containsExactly("0", "1", "2", "3");
  }

  @Test
  void attributesAreDigestedToo() {
    MessageAttributeValue text =
        MessageAttributeValue.builder().dataType("String").stringValue("text/plain").build();
    SendMessageBatchRequest request =
        SendMessageBatchRequest.builder()
            .queueUrl(endpoint.queueUrl())
            .entries(
                List.of(
                    SendMessageBatchRequestEntry.builder()
                        .id("a")
                        .messageBody("body")
                        .messageAttributes(Map.of("contentType", text, "Another", text))
                        .build()))
            .build();

    assertThat(sqs.sendMessageBatch(request).successful())
        .extracting(SendMessageBatchResultEntry::md5OfMessageAttributes)
        .doesNotContainNull();
  }

  @Test
  void everyMessageIsCounted() throws IOException {
    sqs.sendMessageBatch(Batches.request(endpoint.queueUrl(), List.of("one", "two")));
    sqs.sendMessageBatch(Batches.request(endpoint.queueUrl(), List.of("six")));

    Counts counts = endpoint.counts();
    assertThat(List.of(counts.requests(), counts.messages(), counts.bytes()))
        .containsExactly(2L, 3L, 9L);
  }

  @Test
  void aBodyThatIsNoBatchIsRefusedAloud() {
    byte[] json = "{\"Entries\":[{\"Id\":\"1\"}]}".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(
            () -> new BatchRequest().read(json, 0, json.length, (id, body, attributes) -> {}))
        .hasMessageContaining("expected an entry with id and body");
  }
}
