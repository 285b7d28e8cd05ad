package dev.blast.chaos;

import dev.blast.dispatch.EnvelopeQueue;
import dev.blast.queue.EnvelopeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** A queue as bad as one may be, seen from its sending side. Thread-safe. */
final class FaultyQueue implements EnvelopeQueue {

  private static final long LONGEST_DELAY_MILLIS = 200;

  private final EnvelopeQueue queue;
  private final Injected injected;
  private final Map<EnvelopeId, Integer> sent = new ConcurrentHashMap<>();

  FaultyQueue(EnvelopeQueue queue, Injected injected) {
    this.queue = queue;
    this.injected = injected;
  }

  @Override
  public List<Unsent> send(List<Entry> entries) {
    String first = entries.getFirst().id().toString();
    int nth = sent.merge(entries.getFirst().id(), 1, Integer::sum);
    if (injected.strikes(Fault.THROTTLED_QUEUE, first, nth, 0.05)) {
      throw new QueueUnavailable("throttled by chaos", new IllegalStateException("chaos"));
    }
    List<Entry> order = reordered(entries, first, nth);
    List<Unsent> unsent = new ArrayList<>();
    List<Entry> taken = new ArrayList<>();
    for (Entry entry : order) {
      String id = entry.id().toString();
      boolean failed = injected.strikes(Fault.FAILED_ENTRIES, id, nth, 0.05);
      // Half of them the queue took all the same.
      boolean took = !failed || injected.draw("took", id, nth) < 0.5;
      boolean lost = injected.strikes(Fault.LOST_MESSAGES, id, nth, 0.01);
      if (failed) {
        unsent.add(new Unsent(entry, false, "InternalError", "failed by chaos"));
      }
      if (took && !lost) {
        taken.add(entry);
      }
    }
    unsent.addAll(sendAll(taken));
    repeat(taken, nth);
    litter(order, nth);
    if (injected.strikes(Fault.THROTTLED_QUEUE, first, -nth, 0.02)) {
      throw new QueueUnavailable(
          "the answer was lost by chaos", new IllegalStateException("chaos"));
    }
    return unsent;
  }

  private List<Entry> reordered(List<Entry> entries, String first, int nth) {
    List<Entry> order = new ArrayList<>(entries);
    if (injected.has(Fault.REORDERED_MESSAGES)) {
      injected.count(Fault.REORDERED_MESSAGES);
      double draw = injected.draw("order", first, nth);
      Collections.shuffle(order, new Random(Double.doubleToLongBits(draw)));
      sleep((long) (draw * LONGEST_DELAY_MILLIS));
    }
    return order;
  }

  private List<Unsent> sendAll(List<Entry> entries) {
    return entries.isEmpty() ? List.of() : queue.send(entries);
  }

  private void repeat(List<Entry> entries, int nth) {
    List<Entry> twice =
        entries.stream()
            .filter(
                entry -> injected.strikes(Fault.REPEATED_MESSAGES, entry.id().toString(), nth, 0.2))
            .toList();
    List<Unsent> asWell = sendAll(twice);
  }

  private void litter(List<Entry> entries, int nth) {
    for (Entry entry : entries) {
      String id = entry.id().toString();
      if (injected.strikes(Fault.MALFORMED_MESSAGES, id, nth, 0.02)) {
        String garbage = Garbage.like(entry.body(), injected.draw("garbage", id, nth));
        List<Unsent> refused =
            queue.send(List.of(new Entry(entry.id(), 1, garbage, garbage.length())));
      }
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
