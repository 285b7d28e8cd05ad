package dev.blast.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.dispatch.EnvelopeQueue;
import dev.blast.dispatch.EnvelopeQueueContract;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The contract of a queue, sent to by the client that only sends. Its answers: SqsAnswersTest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqsSendingClientTest extends EnvelopeQueueContract {

  private ElasticQueue elastic;
  private SqsClient sending;
  private String queueUrl;

  @BeforeAll
  void start() {
    elastic = new ElasticQueue();
    URI url = URI.create(elastic.newQueue());
    sending = SqsClients.localSender(url.resolve("/"), 2);
  }

  @AfterAll
  void stop() {
    sending.close();
    elastic.close();
  }

  @BeforeEach
  void freshQueue() {
    queueUrl = elastic.newQueue();
  }

  @Override
  protected EnvelopeQueue queue() {
    return new SqsEnvelopeQueue(sending, queueUrl);
  }

  @Override
  protected List<String> take(int count) {
    return elastic.take(queueUrl, count);
  }

  @Test
  void aClockThatIsFarOffIsCorrectedAndOneThatIsNearIsLeftAlone() {
    Instant now = Instant.parse("2026-11-24T07:00:00Z");
    assertThat(SqsSendingClient.skew("Tue, 24 Nov 2026 09:00:00 GMT", now))
        .isEqualTo(Duration.ofHours(2));
    assertThat(SqsSendingClient.skew("Tue, 24 Nov 2026 07:03:00 GMT", now)).isZero();
    assertThat(SqsSendingClient.skew("yesterday", now)).isZero();
  }
}
