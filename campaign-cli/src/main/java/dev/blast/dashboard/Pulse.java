package dev.blast.dashboard;

import dev.blast.outcome.Tally;
import dev.blast.report.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How fast a run is at the moment: what was attempted to its end over the last seconds. Not
 * thread-safe.
 */
final class Pulse {

  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration LEAST = Duration.ofSeconds(1);

  /** So many points of a history matter. */
  private static final int RECENT = 10;

  private final Deque<Beat> beats = new ArrayDeque<>();

  private record Beat(Instant at, long attempted) {}

  /** The pulse of a run with this history, the oldest first, and with this tally now. */
  static Pulse of(List<Point> history, Optional<Tally> tally, Instant now) {
    Pulse pulse = new Pulse();
    history.stream()
        .skip(Math.max(0, history.size() - RECENT))
        .forEach(point -> pulse.tell(point.at(), point.attempted()));
    tally.ifPresent(known -> pulse.tell(now, attempted(known)));
    return pulse;
  }

  /** Tells how a run stands now. */
  void tell(Instant at, Tally tally) {
    tell(at, attempted(tally));
  }

  private static long attempted(Tally tally) {
    return new Point(Instant.EPOCH, tally.outcomes(), tally.open()).attempted();
  }

  /** Tells how many were attempted by now; earlier instants than the last one are passed over. */
  void tell(Instant at, long attempted) {
    Beat last = beats.peekLast();
    if (last != null && attempted < last.attempted()) {
      // A redrive takes outcomes back: what was before says nothing.
      beats.clear();
    } else if (last != null && !at.isAfter(last.at())) {
      return;
    }
    beats.addLast(new Beat(at, attempted));
    while (beats.size() > 2 && beats.peekFirst().at().isBefore(at.minus(WINDOW))) {
      Beat old = beats.removeFirst();
    }
  }

  /** Recipients a second; empty where too little was seen to say. */
  OptionalDouble rate() {
    Beat first = beats.peekFirst();
    Beat last = beats.peekLast();
    if (first == null || last == null) {
      return OptionalDouble.empty();
    }
    Duration seen = Duration.between(first.at(), last.at());
    return seen.compareTo(LEAST) < 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((last.attempted() - first.attempted()) * 1000.0 / seen.toMillis());
  }

  /** When the last one would have an outcome at this rate; empty where that is never. */
  static Optional<Instant> finish(Instant now, long open, double rate) {
    double seconds = open / rate;
    return open <= 0 || rate <= 0 || seconds > Duration.ofDays(3650).toSeconds()
        ? Optional.empty()
        : Optional.of(now.plusMillis(Math.round(seconds * 1000)));
  }
}
