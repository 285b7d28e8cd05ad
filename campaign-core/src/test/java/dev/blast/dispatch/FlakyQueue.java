package dev.blast.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A queue that throttles some requests, times out on some after it took them, and fails some
 * entries; the same ones for the same seed and order of calls. Thread-safe.
 */
public final class FlakyQueue implements EnvelopeQueue {

  private final EnvelopeQueue queue;
  private final Random random;
  private final double throttled;
  private final double timedOut;
  private final double failed;
  private int requestsRefused;
  private int entriesFailed;

  /**
   * @param throttled share of requests of which nothing is taken
   * @param timedOut share of requests that are taken and answered by nobody
   * @param failed share of the entries of the others
   */
  public FlakyQueue(
      EnvelopeQueue queue, long seed, double throttled, double timedOut, double failed) {
    this.queue = queue;
    this.random = new Random(seed);
    this.throttled = throttled;
    this.timedOut = timedOut;
    this.failed = failed;
  }

  @Override
  public List<Unsent> send(List<Entry> entries) {
    if (draw(throttled)) {
      refused();
      throw new QueueUnavailable("RequestThrottled", new IllegalStateException());
    }
    List<Entry> passed = new ArrayList<>();
    List<Unsent> unsent = new ArrayList<>();
    for (Entry entry : entries) {
      if (draw(failed)) {
        unsent.add(new Unsent(entry, false, "InternalError", "scripted"));
      } else {
        passed.add(entry);
      }
    }
    if (!passed.isEmpty()) {
      unsent.addAll(queue.send(passed));
    }
    if (draw(timedOut)) {
      refused();
      throw new QueueUnavailable("timed out", new IllegalStateException());
    }
    entriesFailed(unsent.size());
    return unsent;
  }

  private synchronized boolean draw(double share) {
    return random.nextDouble() < share;
  }

  private synchronized void refused() {
    requestsRefused++;
  }

  private synchronized void entriesFailed(int count) {
    entriesFailed += count;
  }

  /** Requests refused so far. */
  public synchronized int requestsRefused() {
    return requestsRefused;
  }

  /** Entries failed so far, in requests that were answered. */
  public synchronized int entriesFailed() {
    return entriesFailed;
  }
}
