package dev.blast.dashboard;

import dev.blast.dashboard.Views.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;

/** How fast a run is at the moment: what was settled over the last seconds. Not thread-safe. */
final class Pulse {

  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration LEAST = Duration.ofSeconds(1);

  private final Deque<Beat> beats = new ArrayDeque<>();

  private record Beat(Instant at, long settled) {}

  /** Tells how many have an outcome; earlier instants than the last one are passed over. */
  void tell(Instant at, long settled) {
    Beat last = beats.peekLast();
    if (last != null && (!at.isAfter(last.at()) || settled < last.settled())) {
      // A redrive takes outcomes back, and a clock may be set back: what was before says nothing.
      if (settled >= last.settled()) {
        return;
      }
      beats.clear();
    }
    beats.addLast(new Beat(at, settled));
    while (beats.size() > 2 && beats.peekFirst().at().isBefore(at.minus(WINDOW))) {
      Beat old = beats.removeFirst();
    }
  }

  /** Tells what the run itself left. */
  void tell(Point point) {
    tell(point.at(), point.settled());
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
        : OptionalDouble.of((last.settled() - first.settled()) * 1000.0 / seen.toMillis());
  }

  /** When the last one would have an outcome at this rate; empty where that is never. */
  static Optional<Instant> finish(Instant now, long open, double rate) {
    double seconds = open / rate;
    return open <= 0 || rate <= 0 || seconds > Duration.ofDays(3650).toSeconds()
        ? Optional.empty()
        : Optional.of(now.plusMillis(Math.round(seconds * 1000)));
  }
}
