package dev.blast.campaign;

import java.time.Duration;
import java.util.List;

/** A key of the campaign file, and what its value must be. */
sealed interface Key {

  String name();

  /** What its value must be, as the end of a sentence that starts "expected … to be". */
  String kind();

  /** A value that is right, in YAML. */
  String example();

  /** {@code key: value}, for a remedy. */
  default String line() {
    return name() + ": " + example();
  }

  /** Text, or a form of text that its reader knows. */
  record Text(String name, String kind, String example) implements Key {}

  /** A block of keys, or a list. */
  record Nested(String name, String kind, String example) implements Key {}

  /**
   * A whole number.
   *
   * @param standard what it is when the file does not say
   */
  record Whole(String name, long min, long max, long standard) implements Key {
    @Override
    public String kind() {
      return "a whole number from " + Words.number(min) + " to " + Words.number(max);
    }

    @Override
    public String example() {
      return Long.toString(standard);
    }
  }

  /**
   * A share.
   *
   * @param standard what it is when the file does not say
   */
  record Share(String name, double standard) implements Key {
    @Override
    public String kind() {
      return "a number from 0 to 1";
    }

    @Override
    public String example() {
      return standard == 0 ? "0.01" : Double.toString(standard);
    }
  }

  /**
   * A duration.
   *
   * @param standard what it is when the file does not say
   */
  record Span(String name, Duration min, Duration max, Duration standard) implements Key {
    @Override
    public String kind() {
      return "a duration from "
          + Durations.text(min)
          + " to "
          + Durations.text(max)
          + " with its unit (d, h, m, s or ms)";
    }

    @Override
    public String example() {
      return Durations.text(standard);
    }
  }

  /**
   * One of a few words.
   *
   * @param words the first is what it is when the file does not say
   */
  record Choice(String name, List<String> words) implements Key {
    @Override
    public String kind() {
      return Words.oneOf(words);
    }

    @Override
    public String example() {
      return words.getFirst();
    }
  }
}
