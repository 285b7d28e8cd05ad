package dev.blast.dispatch;

import dev.blast.queue.EnvelopeId;
import java.util.List;

/** The queue, seen from its sending side. Implementations are thread-safe and block. */
public interface EnvelopeQueue {

  /** Entries in one request, at most ({@code SendMessageBatch}, SQS quotas). */
  int MAX_ENTRIES = 10;

  /** Sum of the bodies of one request in bytes, at most ({@code SendMessageBatch}, SQS quotas). */
  int MAX_BYTES = 1_048_576;

  /**
   * Sends up to {@link #MAX_ENTRIES} entries of together at most {@link #MAX_BYTES}.
   *
   * @return the entries that were <em>not</em> acknowledged, each with why; an entry the answer
   *     does not mention is among them
   * @throws QueueUnavailable when the whole request failed; the entries may or may not be on the
   *     queue
   */
  List<Unsent> send(List<Entry> entries);

  /**
   * One message to be.
   *
   * @param pass the number of the pass it is of: a queue that drops what it had before keeps passes
   *     apart
   * @param bytes length of the body in UTF-8
   */
  record Entry(EnvelopeId id, int pass, int recipients, String body, int bytes) {

    /** One of the first pass. */
    public Entry(EnvelopeId id, int recipients, String body, int bytes) {
      this(id, 0, recipients, body, bytes);
    }
  }

  /**
   * An entry that was not acknowledged.
   *
   * @param senderFault the queue will never take it as it is; otherwise it may be sent again
   */
  record Unsent(Entry entry, boolean senderFault, String code, String detail) {}

  /** The queue could not be reached, or refused the whole request. */
  final class QueueUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueueUnavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
