package dev.blast.delivery;

import dev.blast.run.Runs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Delivers envelopes: claim → render → attempt → settle. Thread-safe; blocks until every message of
 * the call has its verdict.
 */
public final class Delivery {

  private final DeliveryLedger ledger;
  private final Runs runs;
  private final Channels channels;
  private final InstantSource clock;

  public Delivery(DeliveryLedger ledger, Runs runs, Channels channels, InstantSource clock) {
    this.ledger = ledger;
    this.runs = runs;
    this.channels = channels;
    this.clock = clock;
  }

  /**
   * @param messages as the queue handed them over
   * @param finishBy when the invocation must have answered
   * @return one verdict for each message, in their order
   */
  public List<Verdict> deliver(List<Received> messages, Instant finishBy) {
    return messages.stream().<Verdict>map(m -> new Verdict.Done(m)).toList();
  }

  /** A message as the queue handed it over. */
  public record Received(String messageId, String receiptHandle, String body) {}

  /** What the queue shall do with a message. */
  public sealed interface Verdict {

    Received message();

    /** Everything in it has its outcome: delete it. */
    record Done(Received message) implements Verdict {}

    /**
     * Keep it, and show it again after {@code delay}.
     *
     * @param why for the log
     */
    record Return(Received message, Duration delay, String why) implements Verdict {}

    /** Keep it; nothing can be done with it here: the queue's dead-letter policy decides. */
    record Poison(Received message, String why) implements Verdict {}
  }
}
