package dev.blast.site;

import dev.blast.outcome.Tally;
import dev.blast.report.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The tallies of a run that somebody looked at over time, for who looks next: a few hundred of
 * them, closer together the shorter the time. Thread-safe.
 */
final class Course {

  private static final int MOST = 600;

  private final List<Point> points = new ArrayList<>();
  private Duration between = Duration.ofSeconds(1);

  synchronized void add(Tally tally, Instant at) {
    Point point = new Point(at, tally.outcomes(), tally.open());
    Point last = points.isEmpty() ? null : points.getLast();
    if (last != null && point.outcomes().equals(last.outcomes()) && point.open() == last.open()) {
      return;
    }
    if (last != null && at.isBefore(last.at().plus(between)) && point.open() > 0) {
      return;
    }
    points.add(point);
    if (points.size() > MOST) {
      between = between.multipliedBy(2);
      for (int i = points.size() - 2; i > 0; i -= 2) {
        Point dropped = points.remove(i);
      }
    }
  }

  synchronized List<Point> points() {
    return List.copyOf(points);
  }
}
