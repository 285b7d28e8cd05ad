package dev.blast.dispatch;

import dev.blast.outcome.Reason;
import dev.blast.queue.EnvelopeId;
import java.time.Instant;

/** Where envelopes are recorded that the queue will never take. Thread-safe and durable. */
public interface Unsendables {

  /**
   * Gives every recipient of the envelope that is still open the outcome <em>dead</em> with this
   * reason. A second call changes nothing.
   */
  void record(EnvelopeId id, int recipients, Reason reason, Instant at);
}
