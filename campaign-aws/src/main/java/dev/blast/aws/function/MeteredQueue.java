package dev.blast.aws.function;

import dev.blast.dispatch.EnvelopeQueue;
import java.util.List;

/** A queue whose envelopes are counted, as far as it acknowledged them. */
public final class MeteredQueue implements EnvelopeQueue {

  private final EnvelopeQueue queue;
  private final Meter meter;

  public MeteredQueue(EnvelopeQueue queue, Meter meter) {
    this.queue = queue;
    this.meter = meter;
  }

  @Override
  public List<Unsent> send(List<Entry> entries) {
    List<Unsent> unsent = queue.send(entries);
    long recipients = entries.stream().mapToLong(Entry::recipients).sum();
    long left = unsent.stream().mapToLong(each -> each.entry().recipients()).sum();
    meter.add("envelopes", entries.size() - unsent.size());
    meter.add("recipientsEnqueued", recipients - left);
    meter.add("entriesFailed", unsent.size());
    return unsent;
  }
}
