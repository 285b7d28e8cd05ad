package dev.blast.local;

import dev.blast.dispatch.EnvelopeQueue;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * A queue in memory must not hold everything: sending waits while senders fall behind. Thread-safe.
 */
final class BoundedQueue implements EnvelopeQueue {

  private final EnvelopeQueue queue;
  private final Semaphore room;
  private final int capacity;

  BoundedQueue(EnvelopeQueue queue, int capacity) {
    this.queue = queue;
    this.room = new Semaphore(capacity);
    this.capacity = capacity;
  }

  @Override
  public List<Unsent> send(List<Entry> entries) {
    room.acquireUninterruptibly(entries.size());
    try {
      List<Unsent> unsent = queue.send(entries);
      room.release(unsent.size());
      return unsent;
    } catch (QueueUnavailable failed) {
      room.release(entries.size());
      throw failed;
    }
  }

  /** Messages that left the queue make room for as many. */
  void left(int messages) {
    room.release(messages);
  }

  /**
   * Nothing is on the queue any more, whatever became of it. What is being sent meanwhile may make
   * it hold a batch more than its capacity.
   */
  void emptied() {
    int taken = room.drainPermits();
    room.release(capacity);
  }

  /** Lets every sender that waits pass: the run is ending, and the queue with it. */
  void open() {
    room.release(capacity);
  }
}
