package dev.blast.sender;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.blast.aws.function.FunctionRuntime;
import dev.blast.delivery.DeadLetterQueue;
import dev.blast.delivery.Delivery;
import dev.blast.delivery.Delivery.Received;
import dev.blast.delivery.Delivery.Verdict;
import dev.blast.delivery.InvocationTime;
import dev.blast.delivery.Postponements;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the envelopes of one invocation, and answers which messages stay on the queue.
 * Thread-safe. An exception out of it leaves the whole batch on the queue.
 */
public final class SenderHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

  /** A ledger that is away should be back, or given up, before everybody asks it again. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final Deliverer delivery;
  private final Function<String, Postponements> postponements;
  private final DeadLetterQueue deadLetters;
  private final Runnable afterwards;
  private final InstantSource clock;

  /** On Lambda: wired by the environment's variables ({@link SenderWiring}). */
  public SenderHandler() {
    this(SenderWiring.fromEnvironment(SenderWiring.NEEDED, FunctionRuntime.start("sender")));
  }

  private SenderHandler(SenderWiring wiring) {
    this(wiring, wiring.senderTimeout());
  }

  /**
   * In a worker, which knows what it is wired with.
   *
   * @param invocation how long one may take; empty where it is not known
   */
  public SenderHandler(SenderWiring wiring, Optional<Duration> invocation) {
    this(
        wiring.delivery(invocation),
        wiring::postponements,
        wiring.deadLetterQueue(),
        wiring::flush,
        wiring.clock());
  }

  /**
   * @param deadLetters takes the messages that nothing can be done with
   */
  public SenderHandler(
      Delivery delivery,
      Postponements postponements,
      DeadLetterQueue deadLetters,
      InstantSource clock) {
    this(delivery, queue -> postponements, deadLetters, () -> {}, clock);
  }

  /**
   * @param postponements those of the queue with this ARN, which may be empty
   * @param deadLetters takes the messages that nothing can be done with
   * @param afterwards run at the end of each invocation, when everything is settled; what it throws
   *     is logged
   */
  public SenderHandler(
      Delivery delivery,
      Function<String, Postponements> postponements,
      DeadLetterQueue deadLetters,
      Runnable afterwards,
      InstantSource clock) {
    this(delivery::deliver, postponements, deadLetters, afterwards, clock);
  }

  SenderHandler(
      Deliverer delivery,
      Postponements postponements,
      DeadLetterQueue deadLetters,
      InstantSource clock) {
    this(delivery, queue -> postponements, deadLetters, () -> {}, clock);
  }

  private SenderHandler(
      Deliverer delivery,
      Function<String, Postponements> postponements,
      DeadLetterQueue deadLetters,
      Runnable afterwards,
      InstantSource clock) {
    this.delivery = delivery;
    this.postponements = postponements;
    this.deadLetters = deadLetters;
    this.afterwards = afterwards;
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
      List<Verdict> verdicts = delivery.deliver(messages, finishBy(context));
      return settle(verdicts, event, context);
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
    return clock.instant().plus(InvocationTime.forAttempts(remaining));
  }

  private SQSBatchResponse settle(
      List<Verdict> verdicts, @Nullable SQSEvent event, Context context) {
    Map<String, Integer> receives = Receives.of(event);
    // A set, because a message that was delivered twice in a batch is named once. A message without
    // an id is named by the empty one, which makes Lambda keep the whole batch: nothing is lost,
    // and what is done already the ledger knows.
    Set<String> kept = new LinkedHashSet<>();
    Map<String, Duration> delays = new LinkedHashMap<>();
    Map<String, Verdict.Poison> poison = new LinkedHashMap<>();
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
        case Verdict.Poison found -> {
          Received message = found.message();
          poison.put(message.messageId(), found);
          context
              .getLogger()
              .log("poison messageId=" + message.messageId() + " why=" + found.why() + "\n");
        }
      }
    }
    for (Verdict.Poison stays : notTaken(poison, receives)) {
      kept.add(stays.message().messageId());
      delays.put(stays.message().receiptHandle(), AFTER_FAILURE);
    }
    if (!delays.isEmpty()) {
      postponements.apply(Receives.queue(event)).postpone(delays);
    }
    finish(context);
    return new SQSBatchResponse(kept.stream().map(BatchItemFailure::new).toList());
  }

  /** What was delivered is on record: nothing here may keep messages on the queue. */
  private void finish(Context context) {
    try {
      afterwards.run();
    } catch (RuntimeException failed) {
      context.getLogger().log("counts not written, kept for the next time why=" + failed + "\n");
    }
  }

  /** Poison is deleted only when the dead-letter queue has it. */
  private List<Verdict.Poison> notTaken(
      Map<String, Verdict.Poison> poison, Map<String, Integer> receives) {
    List<DeadLetterQueue.Poison> letters =
        poison.values().stream()
            .filter(each -> !each.message().messageId().isEmpty())
            .map(each -> letter(each, receives))
            .toList();
    Set<String> taken = letters.isEmpty() ? Set.of() : deadLetters.put(letters);
    return poison.values().stream()
        .filter(each -> !taken.contains(each.message().messageId()))
        .toList();
  }

  private static DeadLetterQueue.Poison letter(
      Verdict.Poison poison, Map<String, Integer> receives) {
    Received message = poison.message();
    return new DeadLetterQueue.Poison(
        message.messageId(),
        message.body(),
        poison.why(),
        receives.getOrDefault(message.messageId(), 1));
  }
}
