package dev.blast.aws;

import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** How many messages queues say that they hold. Thread-safe. */
public final class SqsDepths {

  private static final Set<QueueAttributeName> COUNTED =
      Set.of(
          QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
          QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
          QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);

  private final SqsClient sqs;
  private final List<String> queueUrls;

  /**
   * @param sqs stays the caller's to close
   */
  public SqsDepths(SqsClient sqs, List<String> queueUrls) {
    this.sqs = sqs;
    this.queueUrls = List.copyOf(queueUrls);
  }

  /**
   * Messages of all queues together: visible, in flight and delayed. Approximate, and behind what
   * happened by up to a minute (SQS API reference, GetQueueAttributes): one zero proves nothing.
   *
   * @throws software.amazon.awssdk.core.exception.SdkException when a queue does not answer
   */
  public long messages() {
    return queueUrls.stream().mapToLong(this::messages).sum();
  }

  private long messages(String queueUrl) {
    Map<QueueAttributeName, String> counts =
        sqs.getQueueAttributes(asked -> asked.queueUrl(queueUrl).attributeNames(COUNTED))
            .attributes();
    return counts.values().stream().mapToLong(Long::parseLong).sum();
  }
}
