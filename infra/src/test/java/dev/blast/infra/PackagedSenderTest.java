package dev.blast.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blast.aws.MemoryS3;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The packaged sender, asked directly, with the JSON that Lambda sends and with what it should
 * never send: real envelopes of a run, taken off the queue.
 */
class PackagedSenderTest {

  private static final int RECIPIENTS = 6;
  private static final int PACKING = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Stack stack;
  private LoopbackProvider provider;
  private List<Message> envelopes;

  @BeforeEach
  void dispatched() throws InterruptedException {
    stack = new Stack();
    provider = new LoopbackProvider();
    stack.startShards();
    assertThat(stack.trigger().invoke(campaign())).isInstanceOf(Answer.Returned.class);
    envelopes = new ArrayList<>();
    await().atMost(PATIENCE).until(() -> received() == RECIPIENTS / PACKING);
  }

  @AfterEach
  void goes() throws Exception {
    provider.close();
    stack.close();
  }

  @Test
  void anEnvelopeThatComesTwiceInABatchAndAgainInTheNextReachesItsPeopleOnce() throws Exception {
    ObjectNode first = record(envelopes.get(0));
    ObjectNode copied = record(envelopes.get(0)).put("messageId", "another-message");
    // Whoever finds the envelope held by its double gives the message back.
    assertThat(failures(first, first, copied, record(envelopes.get(1))))
        .doesNotHaveDuplicates()
        .isSubsetOf(envelopes.get(0).messageId(), "another-message");
    assertThat(provider.recipients()).isEqualTo(2 * PACKING);
    assertThat(provider.requests()).isEqualTo(2 * PACKING);

    assertThat(failures(first, record(envelopes.get(2)))).isEmpty();
    assertThat(provider.recipients()).isEqualTo(RECIPIENTS);
    assertThat(provider.requests()).isEqualTo(RECIPIENTS);
  }

  @Test
  void whatAnotherVersionOfLambdaOrOfBlastMayAddIsPassedOver() throws Exception {
    ObjectNode message = record(envelopes.get(0));
    ObjectNode body = (ObjectNode) JSON.readTree(envelopes.get(0).body());
    body.putObject("later").put("x", 1);
    message.put("body", body.toString());
    message.put("messageBodyEncoding", "plain");
    message.putObject("later").putArray("of").add(1);
    ((ObjectNode) message.get("attributes")).put("Unknown", "7");
    ObjectNode event = event(message);
    event.put("eventVersion", "9.9");
    assertThat(failures(event)).isEmpty();
    assertThat(provider.recipients()).isEqualTo(PACKING);
  }

  @Test
  void messagesWithoutAttributesAreDelivered() throws Exception {
    ObjectNode bare =
        JSON.createObjectNode()
            .put("messageId", envelopes.get(0).messageId())
            .put("receiptHandle", envelopes.get(0).receiptHandle())
            .put("body", envelopes.get(0).body());
    ObjectNode nulls = record(envelopes.get(1));
    nulls.putNull("attributes").putNull("messageAttributes").putNull("eventSourceARN");
    assertThat(failures(bare, nulls)).isEmpty();
    assertThat(provider.recipients()).isEqualTo(2 * PACKING);
    assertThat(provider.requests()).isEqualTo(2 * PACKING);
  }

  @Test
  void garbageIsBuriedAndWhatIsBesideItIsDelivered() throws Exception {
    ObjectNode empty = record(envelopes.get(1)).put("messageId", "no-body").put("body", "");
    ObjectNode noJson = record(envelopes.get(1)).put("messageId", "no-json").put("body", "{\"v\"");
    ObjectNode later =
        record(envelopes.get(1))
            .put("messageId", "later")
            .put("body", envelopes.get(1).body().replace("\"v\":2", "\"v\":3"));
    ObjectNode nobodys =
        record(envelopes.get(1))
            .put("messageId", "no-run")
            .put("body", envelopes.get(1).body().replaceFirst("\"id\":\"[^@]+@", "\"id\":\"x@"));
    assertThat(failures(empty, noJson, record(envelopes.get(0)), later, nobodys))
        .as("SQS has no message without a body, and so the dead-letter queue takes none: it stays")
        .containsExactly("no-body");
    assertThat(provider.requests()).isEqualTo(PACKING);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(stack.queues().depth().dead()).isEqualTo(3));

    assertThat(failures(record(envelopes.get(1))))
        .as("the envelope itself is as good as before")
        .isEmpty();
    assertThat(provider.requests()).isEqualTo(2 * PACKING);
  }

  @Test
  void aMessageWithoutAnIdKeepsTheWholeBatchAndNobodyIsReachedTwiceForIt() throws Exception {
    ObjectNode nameless = record(envelopes.get(0));
    nameless.putNull("messageId").put("body", "garbage");
    ObjectNode good = record(envelopes.get(1));
    assertThat(failures(nameless, good))
        .as("Lambda keeps the batch for an empty id")
        .containsExactly("");
    assertThat(provider.requests()).isEqualTo(PACKING);
    assertThat(failures(nameless, good)).containsExactly("");
    assertThat(provider.requests()).isEqualTo(PACKING);
  }

  @Test
  void anEventWithoutMessagesIsDone() throws Exception {
    assertThat(failures(JSON.createObjectNode())).isEmpty();
    assertThat(failures(event())).isEmpty();
    ObjectNode hole = event(record(envelopes.get(0)));
    ((ArrayNode) hole.get("Records")).addNull();
    assertThat(failures(hole)).isEmpty();
    assertThat(provider.requests()).isEqualTo(PACKING);
  }

  private List<String> failures(ObjectNode... messages) throws Exception {
    return messages.length == 1 && !messages[0].has("messageId")
        ? answered(messages[0])
        : answered(event(messages));
  }

  private List<String> answered(ObjectNode event) throws Exception {
    JsonNode answer = JSON.readTree(stack.sender().invoke(event.toString()).returned());
    List<String> kept = new ArrayList<>();
    answer
        .path("batchItemFailures")
        .forEach(each -> kept.add(each.path("itemIdentifier").asText()));
    return kept;
  }

  private static ObjectNode event(ObjectNode... messages) {
    ObjectNode event = JSON.createObjectNode();
    event.putArray("Records").addAll(List.of(messages));
    return event;
  }

  /** As Lambda writes it (Lambda developer guide, "Using Lambda with Amazon SQS"). */
  private ObjectNode record(Message message) {
    ObjectNode record =
        JSON.createObjectNode()
            .put("messageId", message.messageId())
            .put("receiptHandle", message.receiptHandle())
            .put("body", message.body())
            .put("eventSource", "aws:sqs")
            .put("eventSourceARN", "arn:aws:sqs:us-east-1:000000000000:recipients")
            .put("awsRegion", "us-east-1");
    record
        .putObject("attributes")
        .put("ApproximateReceiveCount", "1")
        .put("SentTimestamp", "1763794800000")
        .put("SenderId", "AIDAIENQZJOLO23YVJ4VO")
        .put("ApproximateFirstReceiveTimestamp", "1763794800001");
    record.putObject("messageAttributes");
    return record;
  }

  private int received() {
    for (String url : stack.queues().urls()) {
      envelopes.addAll(
          stack
              .sqs()
              .receiveMessage(
                  receive ->
                      receive
                          .queueUrl(url)
                          .maxNumberOfMessages(10)
                          .waitTimeSeconds(0)
                          .visibilityTimeout(600))
              .messages());
    }
    return envelopes.size();
  }

  /** Puts a campaign of three envelopes into S3; answers the event that fires it. */
  private String campaign() {
    String id = "c" + UUID.randomUUID().toString().substring(0, 8);
    StringBuilder audience = new StringBuilder("customer_id,email\n");
    for (int row = 1; row <= RECIPIENTS; row++) {
      audience.append(row).append(",p").append(row).append("@example.com\n");
    }
    stack.s3().put(id + ".csv", audience.toString().getBytes(StandardCharsets.UTF_8));
    stack
        .s3()
        .put(
            id + ".yaml",
            """
            id: %1$s
            audience: { path: %1$s.csv, columns: { id: customer_id, address: email } }
            message: { channel: { type: webhook, url: "%2$s" }, body: "Good morning" }
            packing: %3$d
            deadline: 3h
            """
                .formatted(id, provider.url(), PACKING)
                .getBytes(StandardCharsets.UTF_8));
    return """
    {"campaign":"s3://%s/%s.yaml","scheduledTime":"%s"}"""
        .formatted(MemoryS3.BUCKET, id, Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }
}
