package dev.blast.cli;

import java.time.Duration;

/** Durations for people. */
final class Durations {

  private Durations() {}

  /** {@code 2 d 3 h}, {@code 3 h 5 min}, {@code 4 min 10 s}, {@code 7 s}: the two largest units. */
  static String words(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    long days = seconds / 86_400;
    long hours = seconds / 3_600 % 24;
    long minutes = seconds / 60 % 60;
    if (days > 0) {
      return days + " d " + hours + " h";
    }
    if (hours > 0) {
      return hours + " h " + minutes + " min";
    }
    return minutes > 0 ? minutes + " min " + seconds % 60 + " s" : seconds + " s";
  }

  /** {@code 1:02:03} or {@code 2:03}: for a countdown. */
  static String clock(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    return seconds >= 3_600
        ? "%d:%02d:%02d".formatted(seconds / 3_600, seconds / 60 % 60, seconds % 60)
        : "%d:%02d".formatted(seconds / 60, seconds % 60);
  }
}
