package dev.blast.benchmarks.dispatch;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** The requests of a plain loop over the SDK. */
final class Batches {

  private Batches() {}

  static SendMessageBatchRequest request(String queueUrl, List<String> texts) {
    List<SendMessageBatchRequestEntry> entries = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      entries.add(
          SendMessageBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .messageBody(texts.get(i))
              .build());
    }
    return SendMessageBatchRequest.builder().queueUrl(queueUrl).entries(entries).build();
  }

  /**
   * @return how many messages were acknowledged
   * @throws IllegalStateException when some were not
   */
  static int acknowledged(SendMessageBatchResponse answer) {
    if (!answer.failed().isEmpty() || answer.successful().size() != Bodies.BATCH) {
      throw new IllegalStateException("not all of a batch were taken: " + answer);
    }
    return answer.successful().size();
  }
}
