package dev.blast.aws;

import dev.blast.delivery.Postponements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;

/**
 * Postpones with {@code ChangeMessageVisibilityBatch}. A delay is rounded up to whole seconds, one
 * at least, and cut to {@link #LONGEST}. Never throws for a failure of the queue: the listener
 * hears of it.
 */
public final class SqsPostponements implements Postponements {

  /**
   * SQS keeps a message invisible for 12 h after its receipt, and refuses a change that would pass
   * that; the invocation that asks may have run for 15 minutes by then.
   */
  static final Duration LONGEST = Duration.ofHours(12).minusMinutes(15);

  private static final int MAX_ENTRIES = 10;

  private final SqsClient sqs;
  private final String queueUrl;
  private final Listener listener;

  /** Hears of messages that were not postponed. Called by the thread that postpones. */
  @FunctionalInterface
  public interface Listener {

    /** These messages show again when their visibility timeout ends, not after the delay. */
    void notPostponed(int messages, String why);
  }

  /**
   * @param sqs stays the caller's to close
   */
  public SqsPostponements(SqsClient sqs, String queueUrl, Listener listener) {
    this.sqs = sqs;
    this.queueUrl = queueUrl;
    this.listener = listener;
  }

  @Override
  public void postpone(Map<String, Duration> delays) {
    List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>(delays.size());
    delays.forEach(
        (receiptHandle, delay) ->
            entries.add(
                ChangeMessageVisibilityBatchRequestEntry.builder()
                    .id(Integer.toString(entries.size()))
                    .receiptHandle(receiptHandle)
                    .visibilityTimeout(seconds(delay))
                    .build()));
    for (int from = 0; from < entries.size(); from += MAX_ENTRIES) {
      change(entries.subList(from, Math.min(from + MAX_ENTRIES, entries.size())));
    }
  }

  /** Never 0: a message that comes back at once, again and again, uses up its receives. */
  private static int seconds(Duration delay) {
    return Math.max(1, Seconds.roundedUp(delay.compareTo(LONGEST) > 0 ? LONGEST : delay));
  }

  private void change(List<ChangeMessageVisibilityBatchRequestEntry> entries) {
    try {
      for (BatchResultErrorEntry failed :
          sqs.changeMessageVisibilityBatch(batch -> batch.queueUrl(queueUrl).entries(entries))
              .failed()) {
        listener.notPostponed(1, failed.code() + ": " + failed.message());
      }
    } catch (SdkException failure) {
      listener.notPostponed(entries.size(), queueUrl + ": " + AwsFailure.describe(failure));
    }
  }
}
