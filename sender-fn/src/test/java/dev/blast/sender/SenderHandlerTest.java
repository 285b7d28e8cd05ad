package dev.blast.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.amazonaws.services.lambda.runtime.tests.EventLoader;
import dev.blast.delivery.DeadLetterQueue;
import dev.blast.delivery.Delivery.Received;
import dev.blast.delivery.Delivery.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SenderHandlerTest {

  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final Duration LATER = Duration.ofMinutes(2);

  private final Map<String, Duration> postponed = new LinkedHashMap<>();
  private final List<DeadLetterQueue.Poison> letters = new ArrayList<>();
  private final Set<String> refused = new HashSet<>();
  private final List<String> logged = new ArrayList<>();
  private final List<Instant> finishBys = new ArrayList<>();

  @Test
  void messagesThatAreDoneAreNotNamed() {
    assertThat(answer(Verdict.Done::new, message("a"), message("b"))).isEmpty();
    assertThat(postponed).isEmpty();
  }

  /**
   * The sample of Lambda's developer guide ("Using Lambda with Amazon SQS"), and one more field.
   */
  @Test
  void anEventAsSqsSendsItIsRead() {
    SQSEvent event = EventLoader.loadSQSEvent("sqs-event.json");

    SQSBatchResponse response =
        handler(received -> new Verdict.Poison(received, "no envelope"))
            .handleRequest(event, context());

    assertThat(response.getBatchItemFailures()).isEmpty();
    assertThat(letters)
        .containsExactly(
            new DeadLetterQueue.Poison(
                "059f36b4-87a3-44ab-83d2-661975830a7d", "Test message.", "no envelope", 1),
            new DeadLetterQueue.Poison(
                "2e1424d4-f796-459a-8184-9c92662be6da", "Test message.", "no envelope", 4));
  }

  @Test
  void aReturnedMessageIsPostponedAndNamed() {
    assertThat(
            answer(
                received ->
                    received.messageId().equals("b")
                        ? new Verdict.Return(received, LATER, "busy")
                        : new Verdict.Done(received),
                message("a"),
                message("b")))
        .containsExactly("b");
    assertThat(postponed).containsExactly(Map.entry("handle-b", LATER));
  }

  @Test
  void poisonGoesToTheDeadLetterQueueAndIsDeletedOnceItIsThere() {
    SQSMessage message = message("a");
    message.setAttributes(Map.of("ApproximateReceiveCount", "3"));

    assertThat(answer(received -> new Verdict.Poison(received, "no envelope"), message)).isEmpty();
    assertThat(letters).containsExactly(new DeadLetterQueue.Poison("a", "{}", "no envelope", 3));
    assertThat(postponed).isEmpty();
    assertThat(logged).containsExactly("poison messageId=a why=no envelope\n");
  }

  @Test
  void poisonThatTheDeadLetterQueueDoesNotTakeStaysAndComesBackSoon() {
    refused.add("b");

    assertThat(
            answer(
                received -> new Verdict.Poison(received, "no envelope"),
                message("a"),
                message("b")))
        .containsExactly("b");
    assertThat(postponed).containsExactly(Map.entry("handle-b", Duration.ofSeconds(5)));
  }

  @Test
  void poisonThatIsInTheBatchTwiceIsOneDeadLetter() {
    assertThat(answer(received -> new Verdict.Poison(received, "odd"), message("a"), message("a")))
        .isEmpty();
    assertThat(letters).hasSize(1);
  }

  @Test
  void aDeadLetterQueueThatBreaksItsPromiseKeepsTheWholeBatch() {
    SenderHandler handler =
        new SenderHandler(
            (messages, finishBy) ->
                messages.stream().<Verdict>map(each -> new Verdict.Poison(each, "odd")).toList(),
            postponed::putAll,
            poison -> {
              throw new IllegalStateException("broken");
            },
            InstantSource.fixed(NOW));

    assertThatThrownBy(() -> handler.handleRequest(event(message("a")), context()))
        .hasMessage("broken");
  }

  @Test
  void aMessageThatIsInTheBatchTwiceIsNamedOnce() {
    SQSMessage again = message("a");
    again.setReceiptHandle("handle-again");

    assertThat(answer(received -> new Verdict.Return(received, LATER, "busy"), message("a"), again))
        .containsExactly("a");
    assertThat(postponed).containsOnlyKeys("handle-a", "handle-again");
  }

  @Test
  void aMessageWithoutAnIdThatMustStayKeepsTheWholeBatch() {
    assertThat(answer(received -> new Verdict.Poison(received, "odd"), new SQSMessage()))
        .containsExactly("");
  }

  @Test
  void noRecordsAreACompleteSuccessWithoutADelivery() {
    SenderHandler handler =
        handler(
            received -> {
              throw new AssertionError();
            });

    assertThat(handler.handleRequest(null, context()).getBatchItemFailures()).isEmpty();
    assertThat(handler.handleRequest(new SQSEvent(), context()).getBatchItemFailures()).isEmpty();
    assertThat(handler.handleRequest(event(), context()).getBatchItemFailures()).isEmpty();
  }

  @Test
  void aNullRecordIsPassedOver() {
    assertThat(answer(Verdict.Done::new, message("a"), null)).isEmpty();
  }

  @Test
  void deliveryEndsASecondBeforeTheFunctionDoes() {
    answer(Verdict.Done::new, message("a"));

    assertThat(finishBys).containsExactly(NOW.plusSeconds(25));
  }

  @Test
  void aDeliveryThatFailsKeepsTheWholeBatch() {
    assertThatThrownBy(
            () ->
                answer(
                    received -> {
                      throw new IllegalStateException("the ledger is away");
                    },
                    message("a")))
        .hasMessage("the ledger is away");
  }

  private List<String> answer(
      Function<Received, Verdict> verdict, @Nullable SQSMessage... messages) {
    SQSBatchResponse response = handler(verdict).handleRequest(event(messages), context());
    return response.getBatchItemFailures().stream()
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private SenderHandler handler(Function<Received, Verdict> verdict) {
    return new SenderHandler(
        (messages, finishBy) -> {
          finishBys.add(finishBy);
          return messages.stream().map(verdict).toList();
        },
        postponed::putAll,
        poison -> {
          letters.addAll(poison);
          return poison.stream()
              .map(DeadLetterQueue.Poison::messageId)
              .filter(id -> !refused.contains(id))
              .collect(Collectors.toSet());
        },
        InstantSource.fixed(NOW));
  }

  private static SQSEvent event(@Nullable SQSMessage... messages) {
    SQSEvent event = new SQSEvent();
    event.setRecords(Arrays.asList(messages));
    return event;
  }

  private static SQSMessage message(String id) {
    SQSMessage message = new SQSMessage();
    message.setMessageId(id);
    message.setReceiptHandle("handle-" + id);
    message.setBody("{}");
    return message;
  }

  private Context context() {
    return new LambdaContext(logged);
  }
}
