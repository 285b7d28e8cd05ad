package dev.blast.dispatch;

import dev.blast.queue.EnvelopeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several queues as one, because a standard queue hands out nothing more when about 120,000 of its
 * messages are in flight, and says nothing (Amazon SQS quotas). Which queue an envelope goes to
 * depends on its id alone, so a repeated dispatch finds the same one. Thread-safe.
 *
 * <p>Neighbours by {@link EnvelopeQueue#MAX_ENTRIES} stay together, so that a full batch is one
 * request, as it is with one queue.
 */
public final class SpreadQueue implements EnvelopeQueue {

  private final List<EnvelopeQueue> queues;

  /**
   * @param queues at least one; in the same order for the whole run
   */
  public SpreadQueue(List<? extends EnvelopeQueue> queues) {
    if (queues.isEmpty()) {
      throw new IllegalArgumentException("a run needs a queue");
    }
    this.queues = List.copyOf(queues);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where some queues cannot be reached, their entries are unsent, and may be sent again.
   *
   * @throws QueueUnavailable when all of the asked queues failed
   */
  @Override
  public List<Unsent> send(List<Entry> entries) {
    Map<Integer, List<Entry>> parts = new LinkedHashMap<>();
    for (Entry entry : entries) {
      parts.computeIfAbsent(queueOf(entry.id()), first -> new ArrayList<>()).add(entry);
    }
    List<Unsent> unsent = new ArrayList<>(0);
    List<QueueUnavailable> failures = new ArrayList<>(0);
    parts.forEach(
        (queue, part) -> {
          try {
            unsent.addAll(queues.get(queue).send(part));
          } catch (QueueUnavailable failed) {
            failures.add(failed);
            part.forEach(entry -> unsent.add(unavailable(entry, failed)));
          }
        });
    if (!failures.isEmpty() && failures.size() == parts.size()) {
      throw failures.getFirst();
    }
    return unsent;
  }

  private static Unsent unavailable(Entry entry, QueueUnavailable failed) {
    return new Unsent(entry, false, "QueueUnavailable", String.valueOf(failed.getMessage()));
  }

  private int queueOf(EnvelopeId id) {
    // The shard is added so that short shards do not all begin with the first queue.
    return Math.floorMod(id.shard() + id.sequence() / MAX_ENTRIES, queues.size());
  }
}
