package dev.blast.aws;

import dev.blast.dispatch.EnvelopeQueue;
import java.time.Duration;
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
 * Sends with {@code SendMessageBatch} to a standard queue. The run is the message group, which
 * makes the queue fair between campaigns.
 *
 * <p>A delay is rounded up to whole seconds, so that nothing shows early. A request that timed out
 * and is repeated may put its messages on the queue twice; the ledger makes that harmless.
 */
public final class SqsEnvelopeQueue implements EnvelopeQueue {

  private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

  private final SqsClient sqs;
  private final String queueUrl;

  /**
   * @param sqs stays the caller's to close
   */
  public SqsEnvelopeQueue(SqsClient sqs, String queueUrl) {
    this.sqs = sqs;
    this.queueUrl = queueUrl;
  }

  /**
   * {@inheritDoc}
   *
   * <p>No entries make no request.
   *
   * @throws IllegalArgumentException for more entries, bytes or delay than SQS takes
   */
  @Override
  public List<Unsent> send(List<Entry> entries) {
    if (entries.isEmpty()) {
      return List.of();
    }
    check(entries);
    return unsent(entries, request(entries));
  }

  private static void check(List<Entry> entries) {
    int bytes = entries.stream().mapToInt(Entry::bytes).sum();
    if (entries.size() > MAX_ENTRIES || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "%d entries of %d bytes do not fit into one batch".formatted(entries.size(), bytes));
    }
    for (Entry entry : entries) {
      if (entry.delay().isNegative() || entry.delay().compareTo(LONGEST_DELAY) > 0) {
        throw new IllegalArgumentException(entry.id() + " is delayed by " + entry.delay());
      }
    }
  }

  private SendMessageBatchResponse request(List<Entry> entries) {
    List<SendMessageBatchRequestEntry> request = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      request.add(
          SendMessageBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .messageBody(entry.body())
              .messageGroupId(entry.id().run().toString())
              .delaySeconds(Seconds.roundedUp(entry.delay()))
              .build());
    }
    try {
      return sqs.sendMessageBatch(batch -> batch.queueUrl(queueUrl).entries(request));
    } catch (SdkException failure) {
      throw new QueueUnavailable(
          "the queue %s took none of %d messages: %s"
              .formatted(queueUrl, entries.size(), SqsFailure.describe(failure)),
          failure);
    }
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
    return unsent;
  }

  private static Unsent unsent(Entry entry, BatchResultErrorEntry failed) {
    return new Unsent(
        entry,
        Boolean.TRUE.equals(failed.senderFault()),
        Objects.requireNonNullElse(failed.code(), "NoCode"),
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
