package dev.blast.benchmarks.dispatch;

import dev.blast.benchmarks.Cost;
import dev.blast.benchmarks.dispatch.RemoteEndpoint.Counts;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * One send.
 *
 * @param counted by the endpoint
 */
record Measurement(long recipients, Cost cost, Counts counted) {

  /**
   * Lets a contender send once.
   *
   * @throws IllegalStateException when the endpoint counted other messages than were acknowledged
   */
  static Measurement of(Contender contender, RemoteEndpoint endpoint) throws Exception {
    // the garbage of the turn before is not this one's
    System.gc();
    Counts before = endpoint.counts();
    Cost.Mark start = Cost.mark();
    long acknowledged = contender.send();
    Cost cost = start.sofar();
    Counts counted = endpoint.counts().since(before);
    if (counted.messages() != acknowledged) {
      throw new IllegalStateException(
          "%s: %,d messages acknowledged, %,d arrived"
              .formatted(contender.name(), acknowledged, counted.messages()));
    }
    return new Measurement(contender.recipients(), cost, counted);
  }

  /** Numbers, for {@link #fromLine}. */
  String toLine() {
    return LongStream.of(
            recipients,
            cost.cpu().toNanos(),
            cost.wall().toNanos(),
            counted.requests(),
            counted.messages(),
            counted.bytes(),
            counted.cpuNanos())
        .mapToObj(Long::toString)
        .collect(Collectors.joining(" "));
  }

  static Measurement fromLine(String line) throws IOException {
    try {
      long[] of = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
      return new Measurement(
          of[0],
          new Cost(Duration.ofNanos(of[1]), Duration.ofNanos(of[2])),
          new Counts(of[3], of[4], of[5], of[6]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException other) {
      throw new IOException("no measurement: " + line, other);
    }
  }

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
}
