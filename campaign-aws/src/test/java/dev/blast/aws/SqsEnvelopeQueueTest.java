package dev.blast.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.dispatch.EnvelopeQueue;
import dev.blast.dispatch.EnvelopeQueueContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqsEnvelopeQueueTest extends EnvelopeQueueContract {

  private ElasticQueue elastic;
  private String queueUrl;

  @BeforeAll
  void start() {
    elastic = new ElasticQueue();
  }

  @AfterAll
  void stop() {
    elastic.close();
  }

  @BeforeEach
  void freshQueue() {
    queueUrl = elastic.newQueue();
  }

  @Override
  protected EnvelopeQueue queue() {
    return new SqsEnvelopeQueue(elastic.sqs(), queueUrl);
  }

  @Override
  protected List<String> take(int count) {
    return elastic.take(queueUrl, count);
  }

  @Test
  void theRunIsTheMessageGroup() {
    queue().send(List.of(entry(0, "body")));

    assertThat(elastic.receive(queueUrl))
        .extracting(
            message -> message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
        .containsExactly("morning-coupon@19700101T000000Z");
  }

  @Test
  void aStandardQueueKeepsBothOfTwoMessagesOfAnEnvelope() {
    queue().send(List.of(entry(0, "body")));
    queue().send(List.of(entry(0, "body")));

    assertThat(take(2)).hasSize(2);
  }

  @Test
  void aPostponedMessageShowsAgainBeforeItsVisibilityTimeoutEnds() {
    queue().send(List.of(entry(0, "body")));
    String handle = elastic.receive(queueUrl).getFirst().receiptHandle();

    new SqsPostponements(elastic.sqs(), queueUrl, (messages, why) -> {})
        .postpone(Map.of(handle, Duration.ZERO));

    // A second is the least that a message stays away, and each call waits for one.
    List<String> shown = List.of();
    for (int calls = 0; calls < 5 && shown.isEmpty(); calls++) {
      shown = take(1);
    }
    assertThat(shown).containsExactly("body");
  }
}
