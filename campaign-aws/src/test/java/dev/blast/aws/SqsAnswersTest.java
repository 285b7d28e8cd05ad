package dev.blast.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.dispatch.EnvelopeQueue.Entry;
import dev.blast.dispatch.EnvelopeQueue.QueueUnavailable;
import dev.blast.dispatch.EnvelopeQueue.Unsent;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What the adapters make of answers that the embedded queue never gives. */
class SqsAnswersTest {

  private static final String THROTTLED =
      "{\"__type\":\"com.amazonaws.sqs#RequestThrottled\",\"message\":\"Rate exceeded\"}";

  private final ScriptedSqs server = new ScriptedSqs();
  private SqsClient sqs;
  private SqsEnvelopeQueue queue;

  @BeforeEach
  void connect() {
    sqs = SqsClients.local(server.endpoint(), 1);
    queue = new SqsEnvelopeQueue(sqs, server.queueUrl());
  }

  @AfterEach
  void close() {
    sqs.close();
    server.close();
  }

  @Test
  void failedEntriesOfASuccessfulAnswerAreNotSent() {
    server.then(
        200,
        """
        {"Successful":[{"Id":"1","MessageId":"m","MD5OfMessageBody":"x"}],
         "Failed":[{"Id":"0","SenderFault":true,"Code":"InvalidMessageContents","Message":"no"},
                   {"Id":"2","SenderFault":false,"Code":"InternalError"}]}""");
    List<Entry> entries = entries(3);

    assertThat(queue.send(entries))
        .containsExactly(
            new Unsent(entries.get(0), true, "InvalidMessageContents", "no"),
            new Unsent(entries.get(2), false, "InternalError", ""));
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anEntryTheAnswerDoesNotMentionIsNotSent() {
    server.then(200, "{\"Successful\":[{\"Id\":\"0\"}],\"Failed\":[]}");
    List<Entry> entries = entries(2);

    assertThat(queue.send(entries))
        .containsExactly(
            new Unsent(
                entries.get(1), false, "NotInAnswer", "the answer does not mention the entry"));
  }

  @Test
  void anEmptyAnswerSentNothing() {
    server.then(200, "{}");

    assertThat(queue.send(entries(10))).hasSize(10).noneMatch(Unsent::senderFault);
  }

  @Test
  void idsThatAreNotOursChangeNothing() {
    server.then(
        200,
        """
        {"Successful":[{"Id":"7"},{"Id":"x"},{"Id":"10"},{"Id":"0"}],
         "Failed":[{"Id":"9","SenderFault":false,"Code":"InternalError"},{"Code":"Odd"}]}""");

    assertThat(queue.send(entries(1))).isEmpty();
  }

  @Test
  void aServerErrorIsTriedAgain() {
    server.then(503, "{}").then(200, "{\"Successful\":[{\"Id\":\"0\"}]}");

    assertThat(queue.send(entries(1))).isEmpty();
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aQueueThatKeepsFailingIsUnavailableByName() {
    for (int i = 0; i < SqsClients.ATTEMPTS; i++) {
      server.then(400, THROTTLED);
    }

    assertThatThrownBy(() -> queue.send(entries(2)))
        .isInstanceOf(QueueUnavailable.class)
        .hasMessageContaining(server.queueUrl())
        .hasMessageContaining("none of 2 messages")
        .hasMessageContaining("RequestThrottled (HTTP 400): Rate exceeded");
    assertThat(server.requests()).hasSize(SqsClients.ATTEMPTS);
  }

  @Test
  void aConnectionThatBreaksIsUnavailableByName() {
    for (int i = 0; i < SqsClients.ATTEMPTS; i++) {
      server.then(0, "");
    }

    assertThatThrownBy(() -> queue.send(entries(1)))
        .isInstanceOf(QueueUnavailable.class)
        .hasMessageContaining(server.queueUrl());
  }

  @Test
  void aQueueThatIsNotThereIsUnavailable() {
    server.close();

    assertThatThrownBy(() -> queue.send(entries(1))).isInstanceOf(QueueUnavailable.class);
  }

  @Test
  void moreThanTenPostponementsAreMoreThanOneRequest() {
    server.then(200, "{}").then(200, "{}");
    Map<String, Duration> delays = new LinkedHashMap<>();
    for (int i = 0; i < 11; i++) {
      delays.put("handle-" + i, Duration.ofSeconds(i));
    }

    postponements(new ArrayList<>()).postpone(delays);

    assertThat(server.requests()).hasSize(2);
    assertThat(server.requests().get(0)).contains("handle-0", "handle-9");
    assertThat(server.requests().get(1)).contains("handle-10").doesNotContain("handle-9");
  }

  @Test
  void aPostponementIsWholeSecondsOfAtMostTwelveHoursFromTheReceipt() {
    server.then(200, "{}");
    Map<String, Duration> delays = new LinkedHashMap<>();
    delays.put("past", Duration.ofSeconds(-5));
    delays.put("soon", Duration.ofMillis(1_200));
    delays.put("never", Duration.ofDays(400));

    postponements(new ArrayList<>()).postpone(delays);

    assertThat(server.requests().getFirst())
        .contains(
            "\"ReceiptHandle\":\"past\",\"VisibilityTimeout\":0",
            "\"ReceiptHandle\":\"soon\",\"VisibilityTimeout\":2",
            "\"ReceiptHandle\":\"never\",\"VisibilityTimeout\":42300");
  }

  @Test
  void nothingToPostponeIsNoRequest() {
    postponements(new ArrayList<>()).postpone(Map.of());

    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aFailedPostponementIsReportedAndNotThrown() {
    List<String> heard = new ArrayList<>();
    server.then(
        200,
        """
        {"Failed":[{"Id":"0","SenderFault":true,"Code":"ReceiptHandleIsInvalid","Message":"old"}]}""");

    postponements(heard).postpone(Map.of("handle", Duration.ZERO));

    assertThat(heard).containsExactly("1 ReceiptHandleIsInvalid: old");
  }

  @Test
  void aQueueThatCannotBeReachedPostponesNothingAndSaysSo() {
    List<String> heard = new ArrayList<>();
    server.close();

    postponements(heard).postpone(Map.of("a", Duration.ZERO, "b", Duration.ZERO));

    assertThat(heard).hasSize(1).allMatch(why -> why.startsWith("2 " + server.queueUrl()));
  }

  private SqsPostponements postponements(List<String> heard) {
    return new SqsPostponements(
        sqs, server.queueUrl(), (messages, why) -> heard.add(messages + " " + why));
  }

  private static List<Entry> entries(int count) {
    RunId run = new RunId("morning-coupon", Instant.EPOCH);
    return IntStream.range(0, count)
        .mapToObj(i -> new Entry(new EnvelopeId(run, 0, i), 1, "body", 4, Duration.ZERO))
        .toList();
  }
}
