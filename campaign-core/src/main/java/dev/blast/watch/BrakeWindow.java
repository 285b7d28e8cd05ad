package dev.blast.watch;

import dev.blast.campaign.Brake;
import dev.blast.campaign.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/** The errors of the last while, against the campaign's limit. Pure; not thread-safe. */
final class BrakeWindow {

  /** The window slides in so many steps. */
  private static final int STEPS = 60;

  private final Brake brake;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private Optional<Instant> began = Optional.empty();

  private record Sample(Instant at, Errors errors) {}

  BrakeWindow(Brake brake) {
    this.brake = brake;
  }

  /** Nobody had an outcome then: who looks first within the window after it sees every error. */
  void beganAt(Instant start) {
    began = Optional.of(start);
  }

  /** Looks from here on only. */
  void release() {
    samples.clear();
  }

  /** Takes the counts of this moment; answers why to pause, if so. */
  Optional<String> look(Instant now, Errors errors) {
    Instant start = now.minus(brake.window());
    began
        .filter(first -> samples.isEmpty() && first.isAfter(start))
        .ifPresent(first -> samples.add(new Sample(first, Errors.NONE)));
    began = Optional.empty();
    Duration step = brake.window().dividedBy(STEPS);
    if (samples.isEmpty() || !now.isBefore(samples.getLast().at().plus(step))) {
      samples.add(new Sample(now, errors));
    }
    // The oldest one kept is at or before the start of the window.
    while (samples.size() > 1 && !secondOldest().at().isAfter(start)) {
      samples.remove();
    }
    Errors within = errors.since(samples.getFirst().errors());
    return within.settled() >= brake.least() && within.share() > brake.maxErrors()
        ? Optional.of(
            "%s failed within %s, and the brake allows %s"
                .formatted(
                    within.text(),
                    Durations.text(brake.window()),
                    Errors.percent(brake.maxErrors())))
        : Optional.empty();
  }

  private Sample secondOldest() {
    Iterator<Sample> fromTheOldest = samples.iterator();
    fromTheOldest.next();
    return fromTheOldest.next();
  }
}
