package dev.blast.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The requests an event source mapping makes. Every failure of a whole request is thrown as the
 * SDK's {@code SdkException}.
 */
record SourceQueue(SqsClient sqs, String url) {

  /** Messages in one request, at most (SQS quotas). */
  static final int MAX_ENTRIES = 10;

  /** What the mapping needs to know about the queue. */
  record Facts(String arn, Duration visibilityTimeout) {}

  /** Some messages of a deletion, and why they are still there. */
  record Undeleted(List<Message> messages, String why) {}

  Facts facts() {
    Map<QueueAttributeName, String> attributes =
        sqs.getQueueAttributes(
                get ->
                    get.queueUrl(url)
                        .attributeNames(
                            QueueAttributeName.QUEUE_ARN, QueueAttributeName.VISIBILITY_TIMEOUT))
            .attributes();
    return new Facts(
        attributes.getOrDefault(QueueAttributeName.QUEUE_ARN, ""),
        Duration.ofSeconds(
            Long.parseLong(attributes.getOrDefault(QueueAttributeName.VISIBILITY_TIMEOUT, "30"))));
  }

  /** Up to {@code max} messages, waiting up to {@code waitSeconds} for the first. */
  List<Message> receive(int max, int waitSeconds) {
    return sqs.receiveMessage(
            receive ->
                receive
                    .queueUrl(url)
                    .maxNumberOfMessages(max)
                    .waitTimeSeconds(waitSeconds)
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                    .messageAttributeNames("All"))
        .messages();
  }

  /** Deletes up to {@link #MAX_ENTRIES} messages; answers those that are still there. */
  Undeleted delete(List<Message> messages) {
    List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      entries.add(
          DeleteMessageBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .receiptHandle(messages.get(i).receiptHandle())
              .build());
    }
    DeleteMessageBatchResponse answer =
        sqs.deleteMessageBatch(delete -> delete.queueUrl(url).entries(entries));
    if (answer.successful().size() == messages.size()) {
      return new Undeleted(List.of(), "");
    }
    List<String> deleted = answer.successful().stream().map(entry -> entry.id()).toList();
    List<Message> left = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (!deleted.contains(Integer.toString(i))) {
        left.add(messages.get(i));
      }
    }
    return new Undeleted(left, reason(answer.failed()));
  }

  private static String reason(List<BatchResultErrorEntry> failed) {
    return failed.isEmpty()
        ? "the answer does not mention them"
        : failed.getFirst().code() + ": " + failed.getFirst().message();
  }

  /** Makes up to {@link #MAX_ENTRIES} messages visible at once. */
  void giveBack(List<Message> messages) {
    List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>(messages.size());
    for (Message message : messages) {
      entries.add(
          ChangeMessageVisibilityBatchRequestEntry.builder()
              .id(Integer.toString(entries.size()))
              .receiptHandle(message.receiptHandle())
              .visibilityTimeout(0)
              .build());
    }
    sqs.changeMessageVisibilityBatch(change -> change.queueUrl(url).entries(entries));
  }
}
