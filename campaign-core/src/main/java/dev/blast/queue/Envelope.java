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

  /** Whether every recipient has so many values: one for each column of its run's message. */
  public boolean fits(int columns) {
    return recipients.stream().allMatch(each -> each.values().size() == columns);
  }
}
