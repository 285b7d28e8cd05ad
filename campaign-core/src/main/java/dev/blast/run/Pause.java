package dev.blast.run;

import java.time.Instant;

/**
 * A run stands still: nobody is released, and nobody is attempted.
 *
 * @param why a sentence for the operator
 */
public record Pause(By by, String why, Instant since) {

  /** What paused it and why, for a sentence. */
  public String words() {
    return by.words() + (why.isEmpty() ? "" : ": " + why);
  }

  /** What paused it. */
  public enum By {
    OPERATOR,
    /** The first recipients were refused too often, or the campaign says to ask. */
    CANARY,
    /** Too many recipients in a row were refused. */
    BRAKE,
    /** The channel cannot send as it is configured, or its provider was never reached. */
    CHANNEL;

    private String words() {
      return switch (this) {
        case OPERATOR, CANARY, BRAKE -> "paused by the " + word();
        case CHANNEL -> "paused, because the channel cannot send";
      };
    }

    /** The word for people, files and JSON. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
