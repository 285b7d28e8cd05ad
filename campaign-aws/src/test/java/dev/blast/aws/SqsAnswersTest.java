package dev.blast.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.campaign.Throttle;
import dev.blast.dispatch.AdaptiveQueue;
import dev.blast.dispatch.DispatchSettings;
import dev.blast.dispatch.Dispatcher;
import dev.blast.dispatch.Dispatcher.Dispatched;
import dev.blast.dispatch.Dispatcher.Order;
import dev.blast.dispatch.EnvelopeQueue.Entry;
import dev.blast.dispatch.EnvelopeQueue.QueueUnavailable;
import dev.blast.dispatch.EnvelopeQueue.Unsent;
import dev.blast.dispatch.MemoryCheckpoints;
import dev.blast.dispatch.Pacer;
import dev.blast.dispatch.Pass;
import dev.blast.queue.EnvelopeId;
import dev.blast.queue.ListedRecipients;
import dev.blast.queue.Recipient;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What the adapters make of answers that the embedded queue never gives. */
class SqsAnswersTest {

  private static final String THROTTLED =
      "{\"__type\":\"com.amazonaws.sqs#RequestThrottled\",\"message\":\"Rate exceeded\"}";

  private final ScriptedSqs server = new ScriptedSqs();
  private SqsClient sqs;
  private SqsClient whole;
  private SqsEnvelopeQueue queue;

  @BeforeEach
  void connect() {
    sqs = SqsClients.localSender(server.endpoint(), 1);
    whole = SqsClients.local(server.endpoint(), 1);
    queue = new SqsEnvelopeQueue(sqs, server.queueUrl());
  }

  @AfterEach
  void close() {
    sqs.close();
    whole.close();
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
  void aQueueThatRefusesAWholeBatchForItsSetUpMakesNobodyInvalid() {
    server.then(
        200,
        """
        {"Failed":[{"Id":"0","SenderFault":true,"Code":"InvalidParameterValue"},
                   {"Id":"1","SenderFault":true,"Code":"InvalidParameterValue"}]}""");

    assertThat(queue.send(entries(2))).hasSize(2).noneMatch(Unsent::senderFault);
  }

  @Test
  void aWholeBatchWithForbiddenContentsIsRefusedForGood() {
    server.then(
        200,
        """
        {"Failed":[{"Id":"0","SenderFault":true,"Code":"InvalidMessageContents"},
                   {"Id":"1","SenderFault":true,"Code":"InvalidMessageContents"}]}""");

    assertThat(queue.send(entries(2))).hasSize(2).allMatch(Unsent::senderFault);
  }

  @Test
  void aThrottledEntryIsNeverTheSendersFault() {
    server.then(
        200,
        """
        {"Failed":[{"Id":"0","SenderFault":true,"Code":"KMS.ThrottlingException"},
                   {"Id":"1","SenderFault":true,"Code":"RequestThrottled"},
                   {"Id":"2","SenderFault":true,"Code":"OverLimit"}]}""");

    assertThat(queue.send(entries(3))).hasSize(3).noneMatch(Unsent::senderFault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RequestThrottled", "ThrottlingException", "OverLimit", "503", "500"})
  void aThrottledOrFailedRequestIsRepeatedByTheDispatcherAloneAndNothingIsMissing(String code)
      throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      server.then(status(code), "{\"__type\":\"com.amazonaws.sqs#%s\"}".formatted(code));
    }
    server.then(
        200,
        """
        {"Successful":[{"Id":"0"},{"Id":"2"}],
         "Failed":[{"Id":"1","SenderFault":false,"Code":"InternalError"}]}""");
    server.then(200, "{\"Successful\":[{\"Id\":\"0\"}]}");

    assertThat(dispatch(3)).isEqualTo(new Dispatched.Whole());
    // The SDK has repeated nothing: three requests failed, one left an entry, one took it.
    assertThat(server.requests()).hasSize(5);
    assertThat(server.requests().get(3)).contains("/0/0\\\"", "/0/1\\\"", "/0/2\\\"");
    assertThat(server.requests().get(4))
        .contains("/0/1\\\"")
        .doesNotContain("/0/0\\\"", "/0/2\\\"");
  }

  private static int status(String code) {
    return code.matches("[0-9]+") ? Integer.parseInt(code) : 400;
  }

  /** Dispatches people in envelopes of one, through everything that stands before a queue. */
  private Dispatched dispatch(int people) throws InterruptedException {
    DispatchSettings settings =
        new DispatchSettings(4, 10, Duration.ofMillis(1), Duration.ofMillis(2));
    return new Dispatcher(
            new AdaptiveQueue(queue, System::nanoTime),
            new MemoryCheckpoints(),
            (id, recipients, reason, at) -> {},
            settings,
            () -> Instant.EPOCH,
            pause -> {})
        .dispatch(
            new Order(
                Pass.first(new RunId("morning-coupon", Instant.EPOCH)),
                0,
                1,
                new ListedRecipients(
                    IntStream.range(0, people)
                        .mapToObj(i -> new Recipient(i, "i" + i, "a" + i, List.of()))
                        .iterator()),
                sequence -> false,
                sequence -> false,
                new Pacer(new Throttle.Unlimited()),
                Instant.MAX,
                () -> false));
  }

  @Test
  void aQueueThatFailsIsUnavailableByName() {
    server.then(400, THROTTLED);

    assertThatThrownBy(() -> queue.send(entries(2)))
        .isInstanceOf(QueueUnavailable.class)
        .hasMessageContaining(server.queueUrl())
        .hasMessageContaining("none of 2 messages")
        .hasMessageContaining("RequestThrottled (HTTP 400): Rate exceeded");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aConnectionThatBreaksIsUnavailableByName() {
    server.then(0, "");

    assertThatThrownBy(() -> queue.send(entries(1)))
        .isInstanceOf(QueueUnavailable.class)
        .hasMessageContaining(server.queueUrl());
  }

  @Test
  void aClientThatDoesMoreThanSendRepeatsByItself() {
    server.then(503, "{}").then(200, "{\"Successful\":[{\"Id\":\"0\"}]}");

    try (SqsClient repeating = SqsClients.local(server.endpoint(), 1)) {
      assertThat(new SqsEnvelopeQueue(repeating, server.queueUrl()).send(entries(1))).isEmpty();
    }
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void whatIsReleasedIsNotDelayedByAStandardQueueThatDelays() {
    server.then(200, "{}");

    queue.send(List.of(entry(0)));

    assertThat(server.requests().getFirst()).contains("\"DelaySeconds\":0");
  }

  @Test
  void aFifoQueueIsToldGroupsOfTenAndTheEnvelopesIdAndNoDelay() {
    server.then(200, "{}").then(200, "{}");
    String fifo = server.queueUrl() + ".fifo";

    new SqsEnvelopeQueue(sqs, fifo).send(List.of(entry(9), entry(10)));
    Entry later = new Entry(entry(9).id(), 2, 1, "body", 4);
    new SqsEnvelopeQueue(sqs, fifo).send(List.of(later));

    String run = "morning-coupon@19700101T000000Z";
    assertThat(server.requests().getFirst())
        .contains(
            "\"MessageGroupId\":\"" + run + "/0/0\"",
            "\"MessageDeduplicationId\":\"" + run + "/0/9\"",
            "\"MessageGroupId\":\"" + run + "/0/1\"",
            "\"MessageDeduplicationId\":\"" + run + "/0/10\"")
        .doesNotContain("DelaySeconds");
    assertThat(server.requests().get(1))
        .contains(
            "\"MessageGroupId\":\"" + run + "/0/0\"",
            "\"MessageDeduplicationId\":\"" + run + "/0/9/2\"");
  }

  @Test
  void theLongestIdsOfAFifoQueueAreWhatSqsAllows() {
    server.then(200, "{}");
    RunId run = new RunId("a".repeat(48), Instant.parse("2026-03-01T07:00:00Z"));
    EnvelopeId longest = new EnvelopeId(run, 999_999_999, 999_999_999);

    new SqsEnvelopeQueue(sqs, server.queueUrl() + ".fifo")
        .send(List.of(new Entry(longest, Integer.MAX_VALUE, 1, "body", 4)));

    assertThat(longest + "/" + Integer.MAX_VALUE)
        .hasSizeLessThanOrEqualTo(128)
        .matches("[\\p{Alnum}\\p{Punct}]+");
    assertThat(server.requests().getFirst()).contains(longest + "/" + Integer.MAX_VALUE);
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
  void aPostponementIsWholeSecondsFromOneToTwelveHoursAfterTheReceipt() {
    server.then(200, "{}");
    Map<String, Duration> delays = new LinkedHashMap<>();
    delays.put("past", Duration.ofSeconds(-5));
    delays.put("now", Duration.ZERO);
    delays.put("moment", Duration.ofNanos(1));
    delays.put("second", Duration.ofSeconds(1));
    delays.put("soon", Duration.ofMillis(1_200));
    delays.put("never", Duration.ofDays(400));

    postponements(new ArrayList<>()).postpone(delays);

    assertThat(server.requests().getFirst())
        .contains(
            "\"ReceiptHandle\":\"past\",\"VisibilityTimeout\":1",
            "\"ReceiptHandle\":\"now\",\"VisibilityTimeout\":1",
            "\"ReceiptHandle\":\"moment\",\"VisibilityTimeout\":1",
            "\"ReceiptHandle\":\"second\",\"VisibilityTimeout\":1",
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
        whole, server.queueUrl(), (messages, why) -> heard.add(messages + " " + why));
  }

  private static List<Entry> entries(int count) {
    return IntStream.range(0, count).mapToObj(SqsAnswersTest::entry).toList();
  }

  private static Entry entry(int sequence) {
    RunId run = new RunId("morning-coupon", Instant.EPOCH);
    return new Entry(new EnvelopeId(run, 0, sequence), 1, "body", 4);
  }
}
