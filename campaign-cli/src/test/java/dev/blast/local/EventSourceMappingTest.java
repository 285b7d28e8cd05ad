package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.blast.local.EmbeddedQueue.Depth;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Lambda's rules, over a real SQS protocol. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventSourceMappingTest {

  private static final EventSourceMapping.Settings SETTINGS =
      new EventSourceMapping.Settings(10, Duration.ZERO, 1, Duration.ofSeconds(10));
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Queue<MappingEvent> happened = new ConcurrentLinkedQueue<>();
  private final Queue<SQSEvent> invoked = new ConcurrentLinkedQueue<>();
  private EmbeddedQueue queue;
  private SqsClient sqs;

  @BeforeAll
  void start() {
    queue = EmbeddedQueue.start(new EmbeddedQueue.Settings(Duration.ofMinutes(1), 2, 1));
    sqs = queue.client(8);
  }

  @BeforeEach
  void empty() {
    happened.clear();
    invoked.clear();
    sqs.purgeQueue(purge -> purge.queueUrl(queue.url()));
    sqs.purgeQueue(purge -> purge.queueUrl(queue.deadLetterUrl()));
  }

  @AfterAll
  void stop() {
    sqs.close();
    queue.close();
  }

  @Test
  void anEmptyListDeletesTheWholeBatch() {
    send(10);
    try (EventSourceMapping _ = start(SETTINGS, answer(new SQSBatchResponse(List.of())))) {
      awaitTotal(MappingEvent.Deleted.class, 10);
    }
    assertThat(queue.depth()).isEqualTo(new Depth(0, 0, 0, 0));
  }

  @Test
  void noResponseDeletesTheWholeBatch() {
    send(3);
    try (EventSourceMapping _ = start(SETTINGS, (event, context) -> null)) {
      awaitTotal(MappingEvent.Deleted.class, 3);
    }
    assertThat(queue.depth()).isEqualTo(new Depth(0, 0, 0, 0));
  }

  @Test
  void listedMessagesStayAndTheOthersAreDeleted() {
    send(10);
    try (EventSourceMapping _ =
        start(
            SETTINGS,
            (event, context) ->
                new SQSBatchResponse(
                    event.getRecords().stream()
                        .filter(message -> message.getBody().endsWith("3"))
                        .map(message -> new BatchItemFailure(message.getMessageId()))
                        .toList()))) {
      awaitTotal(MappingEvent.Deleted.class, 9);
      awaitTotal(MappingEvent.Returned.class, 1);
    }
    assertThat(queue.depth()).isEqualTo(new Depth(0, 1, 0, 0));
  }

  @Test
  void anUnknownIdentifierKeepsTheWholeBatch() {
    send(4);
    try (EventSourceMapping _ = start(SETTINGS, answer(BatchAnswerTest.failures("?")))) {
      awaitTotal(MappingEvent.Failed.class, 4);
    }
    assertThat(queue.depth()).isEqualTo(new Depth(0, 4, 0, 0));
    assertThat(total(MappingEvent.Deleted.class)).isZero();
  }

  @Test
  void anExceptionKeepsTheWholeBatchAndThePollerLives() {
    send(1);
    AtomicInteger calls = new AtomicInteger();
    try (EventSourceMapping _ =
        start(
            SETTINGS,
            (event, context) -> {
              if (calls.getAndIncrement() == 0) {
                throw new IllegalStateException("out of order");
              }
              return null;
            })) {
      awaitTotal(MappingEvent.Failed.class, 1);
      send(2);
      awaitTotal(MappingEvent.Deleted.class, 2);
    }
    assertThat(happened)
        .contains(
            new MappingEvent.Failed(
                1, "the function failed: java.lang.IllegalStateException: out of order"));
    assertThat(queue.depth()).isEqualTo(new Depth(0, 1, 0, 0));
  }

  @Test
  void anErrorOfTheFunctionKeepsTheWholeBatch() {
    send(1);
    try (EventSourceMapping _ =
        start(
            SETTINGS,
            (event, context) -> {
              throw new StackOverflowError();
            })) {
      awaitTotal(MappingEvent.Failed.class, 1);
    }
    assertThat(queue.depth()).isEqualTo(new Depth(0, 1, 0, 0));
  }

  @Test
  void anInvocationThatRunsTooLongIsInterruptedAndKeepsItsBatch() throws InterruptedException {
    send(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    EventSourceMapping.Settings impatient =
        new EventSourceMapping.Settings(10, Duration.ZERO, 1, Duration.ofSeconds(1));
    try (EventSourceMapping _ =
        start(
            impatient,
            (event, context) -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException expected) {
                interrupted.countDown();
              }
              return null;
            })) {
      awaitTotal(MappingEvent.Failed.class, 1);
      assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(happened)
        .contains(new MappingEvent.Failed(1, "the function did not answer within PT1S"));
    assertThat(queue.depth()).isEqualTo(new Depth(0, 1, 0, 0));
  }

  @Test
  void theFunctionIsToldHowMuchTimeRemains() {
    send(1);
    Queue<Integer> remaining = new ConcurrentLinkedQueue<>();
    try (EventSourceMapping _ =
        start(
            SETTINGS,
            (event, context) -> {
              remaining.add(context.getRemainingTimeInMillis());
              context.getLogger().log("hello");
              return null;
            })) {
      awaitTotal(MappingEvent.Deleted.class, 1);
    }
    assertThat(remaining).singleElement().satisfies(ms -> assertThat(ms).isBetween(1, 10_000));
    assertThat(happened).contains(new MappingEvent.Logged("hello"));
  }

  @Test
  void aRecordSaysEverythingLambdasDoes() throws Exception {
    send(1);
    try (EventSourceMapping _ = start(SETTINGS, answer(null))) {
      awaitTotal(MappingEvent.Deleted.class, 1);
    }
    SQSMessage message = invoked.element().getRecords().getFirst();
    assertThat(message.getMessageId()).isNotBlank();
    assertThat(message.getReceiptHandle()).isNotBlank();
    assertThat(message.getBody()).isEqualTo("body 0");
    assertThat(message.getMd5OfBody())
        .isEqualTo(
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("MD5")
                        .digest("body 0".getBytes(StandardCharsets.UTF_8))));
    assertThat(message.getEventSource()).isEqualTo("aws:sqs");
    assertThat(message.getEventSourceArn()).isEqualTo("arn:aws:sqs:us-east-1:000000000000:blast");
    assertThat(message.getAwsRegion()).isEqualTo("us-east-1");
    assertThat(message.getMessageAttributes()).isEmpty();
    assertThat(message.getAttributes())
        .containsEntry("ApproximateReceiveCount", "1")
        .containsKeys("SentTimestamp", "ApproximateFirstReceiveTimestamp", "SenderId");
  }

  @Test
  void aBatchHoldsNoMoreThanItsSize() {
    send(10);
    EventSourceMapping.Settings three =
        new EventSourceMapping.Settings(3, Duration.ZERO, 1, Duration.ofSeconds(10));
    try (EventSourceMapping _ = start(three, answer(null))) {
      awaitTotal(MappingEvent.Deleted.class, 10);
    }
    assertThat(invoked).allSatisfy(event -> assertThat(event.getRecords()).hasSizeBetween(1, 3));
  }

  @Test
  void aBatchAboveTenIsGatheredWithinTheWindow() {
    send(25);
    EventSourceMapping.Settings large =
        new EventSourceMapping.Settings(25, Duration.ofMinutes(5), 1, Duration.ofSeconds(10));
    try (EventSourceMapping _ = start(large, answer(null))) {
      awaitTotal(MappingEvent.Deleted.class, 25);
    }
    assertThat(invoked).hasSize(1);
  }

  @Test
  void aBatchThatIsNotFullGoesWhenItsWindowEnds() {
    send(2);
    EventSourceMapping.Settings large =
        new EventSourceMapping.Settings(25, Duration.ofSeconds(1), 1, Duration.ofSeconds(10));
    try (EventSourceMapping _ = start(large, answer(null))) {
      awaitTotal(MappingEvent.Deleted.class, 2);
    }
    assertThat(invoked).hasSize(1);
  }

  @Test
  void aPayloadAboveSixMegabytesIsMoreThanOneInvocation() {
    String large = "x".repeat(1 << 20);
    for (int i = 0; i < 8; i++) {
      sqs.sendMessage(send -> send.queueUrl(queue.url()).messageBody(large));
    }
    try (EventSourceMapping _ = start(SETTINGS, answer(null))) {
      awaitTotal(MappingEvent.Deleted.class, 8);
    }
    assertThat(invoked)
        .hasSizeGreaterThan(1)
        .allSatisfy(event -> assertThat(event.getRecords()).hasSizeLessThanOrEqualTo(5));
  }

  @Test
  void asManyInvocationsRunAtATimeAsTheConcurrencySays() {
    send(8);
    CountDownLatch together = new CountDownLatch(4);
    EventSourceMapping.Settings four =
        new EventSourceMapping.Settings(1, Duration.ZERO, 4, Duration.ofSeconds(20));
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (EventSourceMapping _ =
        start(
            four,
            (event, context) -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              together.countDown();
              together.await();
              running.decrementAndGet();
              return null;
            })) {
      awaitTotal(MappingEvent.Deleted.class, 8);
    }
    assertThat(most).hasValue(4);
  }

  @Test
  void aMessageThatKeepsFailingEndsInTheDeadLetterQueue() {
    send(1);
    try (EventSourceMapping _ =
        start(
            SETTINGS,
            (event, context) -> {
              String handle = event.getRecords().getFirst().getReceiptHandle();
              sqs.changeMessageVisibility(
                  change ->
                      change.queueUrl(queue.url()).receiptHandle(handle).visibilityTimeout(0));
              throw new IllegalStateException("poison");
            })) {
      await().atMost(PATIENCE).until(() -> queue.depth().dead() == 1);
    }
    assertThat(total(MappingEvent.Failed.class)).isEqualTo(2);
    assertThat(queue.depth().alive()).isZero();
  }

  @Test
  void stoppingLetsRunningInvocationsFinish() throws InterruptedException {
    send(1);
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    EventSourceMapping mapping =
        start(
            SETTINGS,
            (event, context) -> {
              entered.countDown();
              leave.await();
              return null;
            });
    entered.await();
    Thread stopping = Thread.ofVirtual().start(() -> mapping.stop(PATIENCE));
    await().atMost(PATIENCE).until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
    leave.countDown();
    stopping.join();

    assertThat(total(MappingEvent.Deleted.class)).isEqualTo(1);
    assertThat(mapping.stop(Duration.ZERO)).isTrue();
  }

  @Test
  void stoppingIsBoundedByItsPatience() throws InterruptedException {
    send(1);
    CountDownLatch entered = new CountDownLatch(1);
    EventSourceMapping mapping =
        start(
            SETTINGS,
            (event, context) -> {
              entered.countDown();
              new CountDownLatch(1).await();
              return null;
            });
    entered.await();

    assertThat(mapping.stop(Duration.ofMillis(10))).isFalse();
    assertThat(queue.depth()).isEqualTo(new Depth(0, 1, 0, 0));
  }

  @Test
  void whatWasReceivedButNotInvokedIsVisibleAgainAfterStop() {
    send(5);
    EventSourceMapping.Settings waiting =
        new EventSourceMapping.Settings(25, Duration.ofMinutes(5), 1, Duration.ofSeconds(10));
    EventSourceMapping mapping = start(waiting, answer(null));
    await().atMost(PATIENCE).until(() -> queue.depth().inFlight() == 5);

    assertThat(mapping.stop(PATIENCE)).isTrue();

    assertThat(happened).containsExactly(new MappingEvent.GivenBack(5));
    assertThat(queue.depth()).isEqualTo(new Depth(5, 0, 0, 0));
  }

  @Test
  void aFunctionThatMayOutliveTheVisibilityTimeoutIsRefused() {
    EventSourceMapping.Settings slow =
        new EventSourceMapping.Settings(10, Duration.ZERO, 1, Duration.ofSeconds(61));

    assertThatThrownBy(() -> start(slow, answer(null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the function's time-out PT1M1S is longer than the queue's visibility timeout PT1M");
  }

  @Test
  void aLargeBatchWithoutAWindowIsRefused() {
    assertThatThrownBy(
            () -> new EventSourceMapping.Settings(11, Duration.ZERO, 1, Duration.ofSeconds(10)))
        .hasMessage("a batch size above 10 needs a batching window of at least a second");
  }

  @Test
  void aListenerThatFailsChangesNothing() {
    send(3);
    try (EventSourceMapping mapping =
        new EventSourceMapping(
            sqs,
            queue.url(),
            recording(answer(null)),
            SETTINGS,
            event -> {
              throw new IllegalStateException();
            },
            InstantSource.system())) {
      mapping.start();
      await().atMost(PATIENCE).until(() -> queue.depth().alive() == 0);
    }
  }

  private EventSourceMapping start(EventSourceMapping.Settings settings, Function function) {
    EventSourceMapping mapping =
        new EventSourceMapping(
            sqs, queue.url(), recording(function), settings, happened::add, InstantSource.system());
    mapping.start();
    return mapping;
  }

  /** A handler that may be interrupted. */
  private interface Function {
    @Nullable SQSBatchResponse answer(SQSEvent event, Context context) throws Exception;
  }

  private RequestHandler<SQSEvent, SQSBatchResponse> recording(Function function) {
    return (event, context) -> {
      invoked.add(event);
      try {
        return function.answer(event, context);
      } catch (RuntimeException failed) {
        throw failed;
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    };
  }

  private static Function answer(@Nullable SQSBatchResponse response) {
    return (event, context) -> response;
  }

  private void send(int messages) {
    for (int from = 0; from < messages; from += 10) {
      List<SendMessageBatchRequestEntry> entries =
          IntStream.range(from, Math.min(from + 10, messages))
              .mapToObj(
                  i ->
                      SendMessageBatchRequestEntry.builder()
                          .id(Integer.toString(i))
                          .messageBody("body " + i)
                          .build())
              .toList();
      sqs.sendMessageBatch(send -> send.queueUrl(queue.url()).entries(entries));
    }
  }

  private void awaitTotal(Class<? extends MappingEvent> kind, int messages) {
    await().atMost(PATIENCE).until(() -> total(kind) >= messages);
  }

  private int total(Class<? extends MappingEvent> kind) {
    return happened.stream()
        .filter(kind::isInstance)
        .mapToInt(
            event ->
                switch (event) {
                  case MappingEvent.Invoked(int messages) -> messages;
                  case MappingEvent.Deleted(int messages) -> messages;
                  case MappingEvent.Returned(int messages) -> messages;
                  case MappingEvent.GivenBack(int messages) -> messages;
                  case MappingEvent.Failed(int messages, String why) -> messages;
                  case MappingEvent.Undeleted(int messages, String why) -> messages;
                  case MappingEvent.Unreadable(String why) -> 1;
                  case MappingEvent.Logged(String line) -> 1;
                })
        .sum();
  }
}
