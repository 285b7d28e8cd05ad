package dev.blast.sender;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.blast.alert.Alerts;
import dev.blast.delivery.DeadLetter;
import dev.blast.delivery.DeadLetterOffice;
import dev.blast.delivery.DeadLetterQueue;
import dev.blast.delivery.DeadLetters;
import dev.blast.delivery.MemoryDeadLetters;
import dev.blast.delivery.MemoryLedger;
import dev.blast.run.MemoryRuns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLetterHandlerTest {

  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  private final MemoryDeadLetters letters = new MemoryDeadLetters();
  private final List<String> logged = new ArrayList<>();

  @Test
  void aLetterOfASenderIsKnownByTheNameThatItHadAtFirst() {
    SQSMessage message = message("m-dead", "garbage");
    message.setMessageAttributes(
        Map.of(
            DeadLetterQueue.MESSAGE_ID, text("m-first"),
            DeadLetterQueue.RECEIVES, text("7"),
            DeadLetterQueue.WHY, text("no envelope")));

    assertThat(answer(letters, message)).isEmpty();
    DeadLetter letter = letters.all().getFirst();
    assertThat(letter.messageId()).isEqualTo("m-first");
    assertThat(letter.receives()).isEqualTo(7);
    assertThat(letter.body()).isEqualTo("garbage");
  }

  @Test
  void aLetterThatTheQueueGaveUpIsKnownByItsOwnName() {
    SQSMessage message = message("m", "garbage");
    message.setAttributes(Map.of("ApproximateReceiveCount", "1001"));

    assertThat(answer(letters, message)).isEmpty();
    assertThat(letters.all().getFirst().messageId()).isEqualTo("m");
    assertThat(letters.all().getFirst().receives()).isEqualTo(1001);
  }

  @Test
  void numbersThatAreNoneAreReadAsOneReceive() {
    SQSMessage message = message("m", "garbage");
    message.setMessageAttributes(Map.of(DeadLetterQueue.RECEIVES, text("-9 or more")));

    assertThat(answer(letters, message)).isEmpty();
    assertThat(letters.all().getFirst().receives()).isEqualTo(1);
  }

  @Test
  void whatCannotBeRecordedIsNamedAndLogged() {
    DeadLetters full =
        new DeadLetters() {
          @Override
          public boolean record(DeadLetter letter) {
            if (letter.messageId().equals("b")) {
              throw new IllegalStateException("the disk is full");
            }
            return letters.record(letter);
          }

          @Override
          public void each(Consumer<DeadLetter> each) {
            letters.each(each);
          }
        };

    assertThat(answer(full, message("a", "x"), message("b", "y"), null, message("c", "z")))
        .containsExactly("b");
    assertThat(letters.all()).extracting(DeadLetter::messageId).containsExactly("a", "c");
    assertThat(logged).hasSize(2).first().asString().isEqualTo("alert lost why=nobody is there\n");
    assertThat(logged.getLast()).startsWith("dead letter not recorded messageId=b why=");
  }

  @Test
  void noRecordsAreACompleteSuccess() {
    assertThat(answer(letters)).isEmpty();
    assertThat(handler(letters).handleRequest(null, new LambdaContext(logged)))
        .extracting(SQSBatchResponse::getBatchItemFailures)
        .isEqualTo(List.of());
    assertThat(logged).isEmpty();
  }

  private List<String> answer(DeadLetters record, @Nullable SQSMessage... messages) {
    SQSEvent event = new SQSEvent();
    event.setRecords(Arrays.asList(messages));
    return handler(record)
        .handleRequest(event, new LambdaContext(logged))
        .getBatchItemFailures()
        .stream()
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private static DeadLetterHandler handler(DeadLetters record) {
    Alerts nobody =
        alert -> {
          throw new Alerts.AlertLost("nobody is there");
        };
    return new DeadLetterHandler(
        new DeadLetterOffice(
            new MemoryRuns(),
            new MemoryLedger(),
            record,
            nobody,
            new DeadLetterOffice.Desk("a queue", "look"),
            () -> NOW));
  }

  private static SQSMessage message(String id, String body) {
    SQSMessage message = new SQSMessage();
    message.setMessageId(id);
    message.setBody(body);
    return message;
  }

  private static MessageAttribute text(String value) {
    MessageAttribute attribute = new MessageAttribute();
    attribute.setDataType("String");
    attribute.setStringValue(value);
    return attribute;
  }
}
