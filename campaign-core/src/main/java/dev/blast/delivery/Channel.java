package dev.blast.delivery;

/**
 * A way to reach one recipient. Implementations are thread-safe, block until the provider answered
 * or the channel's time-out passed, and throw nothing: whatever happens is an {@link Attempt}.
 */
public interface Channel {

  /** Makes one call to the provider for one recipient. */
  Attempt attempt(Outgoing message);

  /**
   * A rendered message for one recipient.
   *
   * @param idempotencyKey the same at every try of the run, and of no other recipient
   * @param tries earlier tries that are on record, deferrals included
   */
  record Outgoing(
      String runId,
      String idempotencyKey,
      String recipientId,
      String address,
      String subject,
      String body,
      int tries) {}
}
