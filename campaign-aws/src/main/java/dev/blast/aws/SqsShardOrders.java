package dev.blast.aws;

import dev.blast.dispatch.ShardOrder;
import dev.blast.dispatch.ShardOrders;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/** Orders shards by messages of a standard queue. Thread-safe. */
public final class SqsShardOrders implements ShardOrders {

  private static final int MAX_ENTRIES = 10;
  private static final int ROUNDS = 5;

  private final SqsClient sqs;
  private final String queueUrl;

  /**
   * @param sqs repeats requests that fail; stays the caller's to close
   */
  public SqsShardOrders(SqsClient sqs, String queueUrl) {
    this.sqs = sqs;
    this.queueUrl = queueUrl;
  }

  /** The queue did not take all orders; the message says which queue, and why. */
  public static final class OrdersNotTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String what;

    OrdersNotTaken(String queueUrl, String why, @Nullable Throwable cause) {
      super(what(queueUrl, why) + "; the next trigger or look at the run sends them again", cause);
      this.what = what(queueUrl, why);
    }

    private static String what(String queueUrl, String why) {
      return queueUrl + " did not take all orders of shards (" + why + ")";
    }

    /** The message without what follows. */
    public String what() {
      return what;
    }
  }

  @Override
  public void send(List<ShardOrder> orders) {
    for (int from = 0; from < orders.size(); from += MAX_ENTRIES) {
      sendBatch(orders.subList(from, Math.min(from + MAX_ENTRIES, orders.size())));
    }
  }

  /** Entries that failed are sent again; whoever is to blame, an order is never left out. */
  private void sendBatch(List<ShardOrder> orders) {
    List<SendMessageBatchRequestEntry> left = new ArrayList<>(orders.size());
    for (ShardOrder order : orders) {
      left.add(
          SendMessageBatchRequestEntry.builder()
              .id(Integer.toString(left.size()))
              .messageBody(order.encode())
              .build());
    }
    String why = "";
    for (int round = 0; round < ROUNDS && !left.isEmpty(); round++) {
      try {
        List<SendMessageBatchRequestEntry> entries = List.copyOf(left);
        SendMessageBatchResponse answer =
            sqs.sendMessageBatch(batch -> batch.queueUrl(queueUrl).entries(entries));
        Set<String> taken =
            answer.successful().stream()
                .map(SendMessageBatchResultEntry::id)
                .collect(Collectors.toSet());
        left.removeIf(entry -> taken.contains(entry.id()));
        why =
            answer.failed().stream()
                .findFirst()
                .map(failed -> failed.code() + ": " + failed.message())
                .orElse("its answer left some out");
      } catch (SdkException failure) {
        throw new OrdersNotTaken(queueUrl, AwsFailure.describe(failure), failure);
      }
    }
    if (!left.isEmpty()) {
      throw new OrdersNotTaken(queueUrl, why, null);
    }
  }
}
