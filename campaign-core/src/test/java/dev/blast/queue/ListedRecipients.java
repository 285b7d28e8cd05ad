package dev.blast.queue;

import java.util.Iterator;

/** Recipients that a test has as values. */
public record ListedRecipients(Iterator<Recipient> people) implements Recipients {

  @Override
  public boolean next(EnvelopeWriter envelope) {
    if (!people.hasNext()) {
      return false;
    }
    envelope.recipient(people.next());
    return true;
  }
}
