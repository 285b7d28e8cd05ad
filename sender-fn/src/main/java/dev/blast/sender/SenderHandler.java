package dev.blast.sender;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.blast.delivery.Delivery;
import dev.blast.delivery.Delivery.Received;
import dev.blast.delivery.Delivery.Verdict;
import dev.blast.delivery.Postponements;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the envelopes of one invocation, and answers which messages stay on the queue.
 * Thread-safe. An exception out of it leaves the whole batch on the queue.
 */
public final class SenderHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

  /** Kept back from the function's time-out for postponing and answering; at most a tenth. */
  private static final Duration RESERVE = Duration.ofSeconds(1);

  /** A ledger that is away should be back, or given up, before everybody asks it again. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final Deliverer delivery;
  private final Postponements postponements;
  private final InstantSource clock;

  public SenderHandler(Delivery delivery, Postponements postponements, InstantSource clock) {
    this(delivery::deliver, postponements, clock);
  }

  SenderHandler(Deliverer delivery, Postponements postponements, InstantSource clock) {
    this.delivery = delivery;
    this.postponements = postponements;
    this.clock = clock;
  }

  /** {@link Delivery#deliver}. */
  @FunctionalInterface
  interface Deliverer {
    List<Verdict> deliver(List<Received> messages, Instant finishBy) throws InterruptedException;
  }

  @Override
  public SQSBatchResponse handleRequest(@Nullable SQSEvent event, Context context) {
    List<Received> messages = decode(event);
    if (messages.isEmpty()) {
      return new SQSBatchResponse(List.of());
    }
    try {
      return settle(delivery.deliver(messages, finishBy(context)), context);
    } catch (InterruptedException timeIsUp) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted; the whole batch stays on the queue", timeIsUp);
    }
  }

  private static List<Received> decode(@Nullable SQSEvent event) {
    if (event == null || event.getRecords() == null) {
      return List.of();
    }
    return event.getRecords().stream().filter(Objects::nonNull).map(SenderHandler::decode).toList();
  }

  private static Received decode(SQSMessage message) {
    return new Received(
        Objects.requireNonNullElse(message.getMessageId(), ""),
        Objects.requireNonNullElse(message.getReceiptHandle(), ""),
        Objects.requireNonNullElse(message.getBody(), ""));
  }

  private Instant finishBy(Context context) {
    Duration remaining = Duration.ofMillis(context.getRemainingTimeInMillis());
    Duration tenth = remaining.dividedBy(10);
    return clock.instant().plus(remaining).minus(tenth.compareTo(RESERVE) < 0 ? tenth : RESERVE);
  }

  private SQSBatchResponse settle(List<Verdict> verdicts, Context context) {
    // A set, because a message that was delivered twice in a batch is named once. A message without
    // an id is named by the empty one, which makes Lambda keep the whole batch: nothing is lost,
    // and
    // what is done already the ledger knows.
    Set<String> kept = new LinkedHashSet<>();
    Map<String, Duration> delays = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      switch (verdict) {
        case Verdict.Done done -> {}
        case Verdict.Return(Received message, Duration delay, String why) -> {
          kept.add(message.messageId());
          delays.put(message.receiptHandle(), delay);
        }
        case Verdict.Failed(Received message, String why) -> {
          kept.add(message.messageId());
          delays.put(message.receiptHandle(), AFTER_FAILURE);
          context.getLogger().log("failed messageId=" + message.messageId() + " why=" + why + "\n");
        }
        case Verdict.Poison(Received message, String why) -> {
          kept.add(message.messageId());
          context.getLogger().log("poison messageId=" + message.messageId() + " why=" + why + "\n");
        }
      }
    }
    if (!delays.isEmpty()) {
      postponements.postpone(delays);
    }
    return new SQSBatchResponse(kept.stream().map(BatchItemFailure::new).toList());
  }
}
