package dev.blast.dispatch;

import java.util.List;

/** A queue that puts every message on the transport twice, as at-least-once delivery may. */
public final class DoublingQueue implements EnvelopeQueue {

  private final EnvelopeQueue transport;

  public DoublingQueue(EnvelopeQueue transport) {
    this.transport = transport;
  }

  @Override
  public List<Unsent> send(List<Entry> entries) {
    List<Unsent> unsent = transport.send(entries);
    List<Entry> failed = unsent.stream().map(Unsent::entry).toList();
    transport.send(entries.stream().filter(entry -> !failed.contains(entry)).toList());
    return unsent;
  }
}
