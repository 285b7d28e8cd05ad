package dev.blast.delivery;

import java.util.List;
import java.util.Set;

/**
 * Where a sender puts messages that it can do nothing with. Implementations are thread-safe and
 * block; a queue that cannot be reached took nothing, which is an answer and no exception.
 */
public interface DeadLetterQueue {

  /** The message attribute that says what the queue a letter came from called it. */
  String MESSAGE_ID = "blast-message-id";

  /** The message attribute that says why a sender gave a letter up. */
  String WHY = "blast-why";

  /** The message attribute that says how often a letter was received where it came from. */
  String RECEIVES = "blast-receives";

  /**
   * Puts messages on the dead-letter queue, whole. A message may be there twice after it: whoever
   * records it knows it by its id.
   *
   * @return the ids of those that it surely took; only these may be deleted where they came from
   */
  Set<String> put(List<Poison> messages);

  /**
   * A message that nothing can be done with.
   *
   * @param messageId what the queue it came from calls it
   * @param why one line, which quotes nothing of the body
   * @param receives how often it was received there, 1 or more
   */
  record Poison(String messageId, String body, String why, int receives) {}
}
