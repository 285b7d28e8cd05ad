package dev.blast.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.dispatch.EnvelopeQueue;
import dev.blast.dispatch.EnvelopeQueueContract;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** The same contract over a FIFO queue, and what only such a queue does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqsFifoEnvelopeQueueTest extends EnvelopeQueueContract {

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
    queueUrl = elastic.newFifoQueue();
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
  void tenNeighboursAreAGroupAndTheEnvelopesIdIsTheDeduplicationId() {
    queue().send(IntStream.range(5, 15).mapToObj(i -> entry(i, "b" + i)).toList());

    List<Message> messages = new ArrayList<>(elastic.receive(queueUrl));
    messages.addAll(elastic.receive(queueUrl));
    assertThat(messages)
        .extracting(
            message ->
                message.attributes().get(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID)
                    + " of "
                    + message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
        .contains(
            "morning-coupon@19700101T000000Z/0/9 of morning-coupon@19700101T000000Z/0/0",
            "morning-coupon@19700101T000000Z/0/10 of morning-coupon@19700101T000000Z/0/1");
  }

  @Test
  void whatIsSentAgainInTheSamePassIsAcknowledgedAndDroppedAlsoAfterItWasDeleted() {
    queue().send(List.of(entry(0, "body")));
    assertThat(take(1)).containsExactly("body");

    assertThat(queue().send(List.of(entry(0, "body")))).isEmpty();
    assertThat(take(1)).isEmpty();
  }

  @Test
  void whatAResumeSendsIsNotHiddenByTheFirstPass() {
    queue().send(List.of(entry(0, "body")));
    assertThat(take(1)).containsExactly("body");

    new SqsEnvelopeQueue(elastic.sqs(), queueUrl, 1).send(List.of(entry(0, "body")));
    assertThat(take(1)).containsExactly("body");
  }
}
