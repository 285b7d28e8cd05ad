package dev.blast.dispatch;

import dev.blast.queue.EnvelopeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** A queue in memory whose answers a test scripts. Keeps the limits of the real one. */
final class ScriptedQueue implements EnvelopeQueue {

  /** Says what becomes of an entry at its nth sending, counted from 1. Empty: acknowledged. */
  interface Script extends BiFunction<Entry, Integer, Optional<Unsent>> {}

  private final Map<EnvelopeId, Integer> sendings = new HashMap<>();
  private final List<Entry> acknowledged = new ArrayList<>();
  private final Script script;
  private int requestsToRefuse;
  private int requests;

  ScriptedQueue(Script script) {
    this.script = script;
  }

  static ScriptedQueue takingEverything() {
    return new ScriptedQueue((entry, nth) -> Optional.empty());
  }

  synchronized void refuseRequests(int count) {
    requestsToRefuse = count;
  }

  /** Whether no more requests are to be refused. */
  synchronized boolean refusedAll() {
    return requestsToRefuse == 0;
  }

  @Override
  public synchronized List<Unsent> send(List<Entry> entries) {
    if (requestsToRefuse > 0) {
      requestsToRefuse--;
      throw new QueueUnavailable("scripted", new IllegalStateException());
    }
    checkLimits(entries);
    requests++;
    List<Unsent> unsent = new ArrayList<>();
    for (Entry entry : entries) {
      int nth = sendings.merge(entry.id(), 1, Integer::sum);
      script.apply(entry, nth).ifPresentOrElse(unsent::add, () -> acknowledged.add(entry));
    }
    return unsent;
  }

  private static void checkLimits(List<Entry> entries) {
    int bytes = entries.stream().mapToInt(Entry::bytes).sum();
    if (entries.isEmpty() || entries.size() > MAX_ENTRIES || bytes > MAX_BYTES) {
      throw new AssertionError(entries.size() + " entries of " + bytes + " bytes");
    }
  }

  /** Requests that were not refused. */
  synchronized int requests() {
    return requests;
  }

  synchronized List<Entry> acknowledged() {
    return List.copyOf(acknowledged);
  }
}
