package dev.blast.aws;

import dev.blast.dispatch.EnvelopeQueue;
import dev.blast.queue.EnvelopeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/**
 * Sends with {@code SendMessageBatch}, to a standard queue or to a FIFO queue, which its name tells
 * by its end, {@code .fifo}.
 *
 * <p>On a standard queue the run is the message group, which makes the queue fair between
 * campaigns. A request that timed out and is repeated may put its messages on the queue twice; the
 * ledger makes that harmless.
 *
 * <p>On a FIFO queue ten neighbouring envelopes are a message group: those that a full batch holds.
 * AWS asks for batches of one group and for many groups, since groups are what it spreads over
 * partitions, each good for 300 requests a second; and messages of one group are delivered one
 * receive after the other, so one group for a run, or a shard, would be one sender for it. The
 * price: a deferred envelope keeps those of its ten waiting that no receive has handed out yet. The
 * envelope's id is the deduplication id: what is sent again within five minutes is acknowledged and
 * dropped, also when the first one was received and deleted meanwhile. A later pass is for just
 * those whose message is gone, so its number is part of the id; that the ledger makes the second of
 * two messages harmless is true of it too.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/troubleshooting-fifo-throttling-issues.html">Troubleshoot
 *     FIFO throttling issues in Amazon SQS</a>
 */
public final class SqsEnvelopeQueue implements EnvelopeQueue {

  /** What SQS calls a body with characters that it does not allow. */
  private static final String CONTENTS = "InvalidMessageContents";

  private final SqsClient sqs;
  private final String queueUrl;
  private final boolean fifo;

  /**
   * @param sqs stays the caller's to close; one that repeats nothing by itself ({@link
   *     SqsClients#senderFromEnvironment}), because a dispatcher repeats, with its own delays
   */
  public SqsEnvelopeQueue(SqsClient sqs, String queueUrl) {
    this.sqs = sqs;
    this.queueUrl = queueUrl;
    this.fifo = queueUrl.endsWith(".fifo");
  }

  /**
   * {@inheritDoc}
   *
   * <p>No entries make no request.
   *
   * @throws IllegalArgumentException for more entries or bytes than SQS takes
   */
  @Override
  public List<Unsent> send(List<Entry> entries) {
    if (entries.isEmpty()) {
      return List.of();
    }
    check(entries);
    return unsent(entries, request(entries));
  }

  private void check(List<Entry> entries) {
    int bytes = entries.stream().mapToInt(Entry::bytes).sum();
    if (entries.size() > MAX_ENTRIES || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "%d entries of %d bytes do not fit into one batch".formatted(entries.size(), bytes));
    }
  }

  private SendMessageBatchResponse request(List<Entry> entries) {
    List<SendMessageBatchRequestEntry> request = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      request.add(request(Integer.toString(i), entries.get(i)));
    }
    try {
      return sqs.sendMessageBatch(batch -> batch.queueUrl(queueUrl).entries(request));
    } catch (SdkException failure) {
      throw new QueueUnavailable(
          "the queue %s took none of %d messages: %s"
              .formatted(queueUrl, entries.size(), AwsFailure.describe(failure)),
          failure);
    }
  }

  private SendMessageBatchRequestEntry request(String index, Entry entry) {
    SendMessageBatchRequestEntry.Builder request =
        SendMessageBatchRequestEntry.builder().id(index).messageBody(entry.body());
    EnvelopeId id = entry.id();
    return fifo
        ? request
            .messageGroupId(id.run() + "/" + id.shard() + "/" + id.sequence() / MAX_ENTRIES)
            .messageDeduplicationId(entry.pass() == 0 ? id.toString() : id + "/" + entry.pass())
            .build()
        : request
            .messageGroupId(id.run().toString())
            // released already: a delay that the queue has of its own would come on top
            .delaySeconds(0)
            .build();
  }

  private static List<Unsent> unsent(List<Entry> entries, SendMessageBatchResponse answer) {
    BitSet mentioned = new BitSet(entries.size());
    for (SendMessageBatchResultEntry sent : answer.successful()) {
      indexOf(sent.id(), entries.size()).ifPresent(mentioned::set);
    }
    List<Unsent> unsent = new ArrayList<>(0);
    for (BatchResultErrorEntry failed : answer.failed()) {
      OptionalInt index = indexOf(failed.id(), entries.size());
      index.ifPresent(mentioned::set);
      index.ifPresent(i -> unsent.add(unsent(entries.get(i), failed)));
    }
    for (int i = mentioned.nextClearBit(0); i < entries.size(); i = mentioned.nextClearBit(i + 1)) {
      unsent.add(
          new Unsent(
              entries.get(i), false, "NotInAnswer", "the answer does not mention the entry"));
    }
    return isSetUpWrong(unsent, entries.size())
        ? unsent.stream().map(SqsEnvelopeQueue::again).toList()
        : unsent;
  }

  /**
   * A queue that refuses a whole batch for anything but what is in it is not set up right, and SQS
   * calls that the sender's fault too. Nobody's row is invalid for it.
   */
  private static boolean isSetUpWrong(List<Unsent> unsent, int entries) {
    return unsent.size() == entries
        && unsent.stream().allMatch(each -> each.senderFault() && !each.code().equals(CONTENTS));
  }

  private static Unsent again(Unsent refused) {
    return new Unsent(refused.entry(), false, refused.code(), refused.detail());
  }

  private static Unsent unsent(Entry entry, BatchResultErrorEntry failed) {
    String code = Objects.requireNonNullElse(failed.code(), "NoCode");
    // A throttled key of the queue's encryption is the sender's fault too, in SQS's words. It
    // passes, and an invalid row is for good.
    boolean passes = code.contains("Throttl") || code.equals("OverLimit");
    return new Unsent(
        entry,
        Boolean.TRUE.equals(failed.senderFault()) && !passes,
        code,
        Objects.requireNonNullElse(failed.message(), ""));
  }

  /** The entry that an id of the answer stands for; empty when it is none of ours. */
  private static OptionalInt indexOf(@Nullable String id, int entries) {
    if (id == null || id.length() != 1) {
      return OptionalInt.empty();
    }
    int index = id.charAt(0) - '0';
    return index >= 0 && index < entries ? OptionalInt.of(index) : OptionalInt.empty();
  }
}
