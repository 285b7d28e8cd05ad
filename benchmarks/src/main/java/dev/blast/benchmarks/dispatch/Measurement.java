package dev.blast.benchmarks.dispatch;

import dev.blast.benchmarks.Cost;
import dev.blast.benchmarks.dispatch.RemoteEndpoint.Counts;
import java.util.Comparator;
import java.util.List;

/**
 * One send.
 *
 * @param counted by the endpoint
 */
record Measurement(long recipients, Cost cost, Counts counted) {

  /** Microseconds. */
  double cpuPerRecipient() {
    return cost.cpu().toNanos() / 1e3 / recipients;
  }

  /** Microseconds. */
  double wallPerRecipient() {
    return cost.wall().toNanos() / 1e3 / recipients;
  }

  double messagesPerRequest() {
    return (double) counted.messages() / counted.requests();
  }

  double bytesPerMessage() {
    return (double) counted.bytes() / counted.messages();
  }

  /** How much of one core the endpoint took meanwhile. */
  double endpointCores() {
    return (double) counted.cpuNanos() / cost.wall().toNanos();
  }

  /** The one in the middle, by CPU; of two the dearer. */
  static Measurement median(List<Measurement> of) {
    return of.stream()
        .sorted(Comparator.comparingDouble(Measurement::cpuPerRecipient))
        .toList()
        .get(of.size() / 2);
  }
}
