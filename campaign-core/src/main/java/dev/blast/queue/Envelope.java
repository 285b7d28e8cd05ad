package dev.blast.queue;

import java.util.List;

/**
 * The content of one SQS message.
 *
 * @param recipients at least one, in the order of the audience
 */
public record Envelope(EnvelopeId id, List<Recipient> recipients) {
  public Envelope {
    recipients = List.copyOf(recipients);
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("an envelope needs a recipient: " + id);
    }
  }
}
