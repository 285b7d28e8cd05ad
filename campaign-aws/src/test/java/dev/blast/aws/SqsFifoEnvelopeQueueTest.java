package dev.blast.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Throttle;
import dev.blast.dispatch.DispatchSettings;
import dev.blast.dispatch.Dispatcher;
import dev.blast.dispatch.Dispatcher.Dispatched;
import dev.blast.dispatch.EnvelopeQueue;
import dev.blast.dispatch.EnvelopeQueue.Entry;
import dev.blast.dispatch.EnvelopeQueueContract;
import dev.blast.dispatch.MemoryCheckpoints;
import dev.blast.dispatch.Pacer;
import dev.blast.dispatch.Pass;
import dev.blast.queue.ListedRecipients;
import dev.blast.queue.Recipient;
import dev.blast.run.RunId;
import java.time.Instant;
import java.time.InstantSource;
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
  void whatALaterPassSendsIsNotHiddenByTheFirstAndThatOnlyOnce() {
    Entry first = entry(0, "body");
    Entry later = new Entry(first.id(), 1, 1, "body", 4);
    queue().send(List.of(first));
    assertThat(take(1)).containsExactly("body");

    queue().send(List.of(later));
    assertThat(take(1)).containsExactly("body");
    queue().send(List.of(later));
    assertThat(take(1)).isEmpty();
  }

  @Test
  void aDispatcherSendsEachPassAsOne() throws Exception {
    for (int pass = 0; pass < 2; pass++) {
      assertThat(dispatched(pass)).isEqualTo(new Dispatched.Whole());
      assertThat(take(3)).as("messages of pass %d", pass).hasSize(2);
    }
  }

  /** Ten recipients in envelopes of five. */
  private Dispatched dispatched(int pass) throws InterruptedException {
    RunId run = new RunId("spring", Instant.EPOCH);
    Dispatcher dispatcher =
        new Dispatcher(
            queue(),
            new MemoryCheckpoints(),
            (id, recipients, reason, at) -> {
              throw new AssertionError(id + " " + reason);
            },
            DispatchSettings.DEFAULT,
            InstantSource.fixed(Instant.EPOCH),
            wait -> {});
    ListedRecipients ten =
        new ListedRecipients(
            IntStream.range(0, 10)
                .mapToObj(i -> new Recipient(i + 2, "i" + i, "a" + i, List.of()))
                .iterator());
    return dispatcher.dispatch(
        new Dispatcher.Order(
            new Pass(run, pass),
            0,
            5,
            ten,
            sequence -> false,
            sequence -> false,
            new Pacer(new Throttle.Unlimited()),
            Instant.MAX,
            () -> false));
  }
}
