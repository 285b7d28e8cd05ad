package dev.blast.aws;

import dev.blast.delivery.DeadLetterQueue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/**
 * Sends dead letters with {@code SendMessageBatch}. The attributes count to a message's size: where
 * a body leaves no room for them it goes without, and has the name then that the dead-letter queue
 * gives it.
 */
public final class SqsDeadLetterQueue implements DeadLetterQueue {

  private static final int MAX_ENTRIES = 10;

  /** Of a message, and of a request (SQS quotas). */
  private static final int MAX_BYTES = 1_048_576;

  /** Names, types and values of three attributes, which are short and ASCII. */
  private static final int ATTRIBUTE_BYTES = 1024;

  private final SqsClient sqs;
  private final String queueUrl;
  private final Listener listener;

  /** Hears of messages that were not taken. Called by the thread that puts them. */
  @FunctionalInterface
  public interface Listener {

    /** These messages stay where they are, and come back there. */
    void notTaken(int messages, String why);
  }

  /**
   * @param sqs stays the caller's to close; one that sends attributes, which {@link
   *     SqsClients#senderFromEnvironment} does not
   */
  public SqsDeadLetterQueue(SqsClient sqs, String queueUrl, Listener listener) {
    this.sqs = sqs;
    this.queueUrl = queueUrl;
    this.listener = listener;
  }

  @Override
  public Set<String> put(List<Poison> messages) {
    Set<String> taken = new HashSet<>();
    List<Poison> batch = new ArrayList<>(MAX_ENTRIES);
    int bytes = 0;
    for (Poison message : messages) {
      int more = Math.min(MAX_BYTES, bytes(message) + ATTRIBUTE_BYTES);
      if (batch.size() == MAX_ENTRIES || bytes + more > MAX_BYTES) {
        send(batch, taken);
        batch.clear();
        bytes = 0;
      }
      batch.add(message);
      bytes += more;
    }
    send(batch, taken);
    return taken;
  }

  private static int bytes(Poison message) {
    return message.body().getBytes(StandardCharsets.UTF_8).length;
  }

  private void send(List<Poison> batch, Set<String> taken) {
    if (batch.isEmpty()) {
      return;
    }
    List<SendMessageBatchRequestEntry> entries = new ArrayList<>(batch.size());
    for (Poison message : batch) {
      entries.add(entry(Integer.toString(entries.size()), message));
    }
    try {
      SendMessageBatchResponse answer =
          sqs.sendMessageBatch(send -> send.queueUrl(queueUrl).entries(entries));
      int before = taken.size();
      for (int i = 0; i < batch.size(); i++) {
        String entry = entries.get(i).id();
        if (answer.successful().stream().anyMatch(sent -> entry.equals(sent.id()))) {
          taken.add(batch.get(i).messageId());
        }
      }
      int left = batch.size() - (taken.size() - before);
      if (left > 0) {
        listener.notTaken(left, reason(answer.failed()));
      }
    } catch (SdkException failure) {
      listener.notTaken(batch.size(), queueUrl + ": " + AwsFailure.describe(failure));
    }
  }

  private static String reason(List<BatchResultErrorEntry> failed) {
    return failed.isEmpty()
        ? "the answer does not mention them"
        : failed.getFirst().code() + ": " + failed.getFirst().message();
  }

  private SendMessageBatchRequestEntry entry(String index, Poison message) {
    SendMessageBatchRequestEntry.Builder entry =
        SendMessageBatchRequestEntry.builder().id(index).messageBody(message.body());
    if (bytes(message) + ATTRIBUTE_BYTES <= MAX_BYTES) {
      entry.messageAttributes(
          Map.of(
              MESSAGE_ID, text(message.messageId()),
              WHY, text(message.why()),
              RECEIVES, text(Integer.toString(message.receives()))));
    }
    if (queueUrl.endsWith(".fifo")) {
      // Each in a group of its own: none waits for another.
      entry.messageGroupId(message.messageId()).messageDeduplicationId(message.messageId());
    }
    return entry.build();
  }

  private static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }
}
