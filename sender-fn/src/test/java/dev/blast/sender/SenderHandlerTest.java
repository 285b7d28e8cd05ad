package dev.blast.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.blast.delivery.Delivery.Received;
import dev.blast.delivery.Delivery.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SenderHandlerTest {

  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final Duration LATER = Duration.ofMinutes(2);

  private final Map<String, Duration> postponed = new LinkedHashMap<>();
  private final List<String> logged = new ArrayList<>();
  private final List<Instant> finishBys = new ArrayList<>();

  @Test
  void messagesThatAreDoneAreNotNamed() {
    assertThat(answer(Verdict.Done::new, message("a"), message("b"))).isEmpty();
    assertThat(postponed).isEmpty();
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
  void poisonIsNamedAndLoggedButNotPostponed() {
    assertThat(answer(received -> new Verdict.Poison(received, "no envelope"), message("a")))
        .containsExactly("a");
    assertThat(postponed).isEmpty();
    assertThat(logged).containsExactly("poison messageId=a why=no envelope\n");
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

    assertThat(finishBys).containsExactly(NOW.plusSeconds(29));
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

  /** A context with half a minute left. */
  private record LambdaContext(List<String> logged) implements Context {

    @Override
    public int getRemainingTimeInMillis() {
      return 30_000;
    }

    @Override
    public LambdaLogger getLogger() {
      return new LambdaLogger() {
        @Override
        public void log(String message) {
          logged.add(message);
        }

        @Override
        public void log(byte[] message) {
          logged.add(new String(message, StandardCharsets.UTF_8));
        }
      };
    }

    @Override
    public String getAwsRequestId() {
      return "request";
    }

    @Override
    public String getLogGroupName() {
      return "";
    }

    @Override
    public String getLogStreamName() {
      return "";
    }

    @Override
    public String getFunctionName() {
      return "sender";
    }

    @Override
    public String getFunctionVersion() {
      return "";
    }

    @Override
    public String getInvokedFunctionArn() {
      return "";
    }

    @Override
    public @Nullable CognitoIdentity getIdentity() {
      return null;
    }

    @Override
    public @Nullable ClientContext getClientContext() {
      return null;
    }

    @Override
    public int getMemoryLimitInMB() {
      return 512;
    }
  }
}
