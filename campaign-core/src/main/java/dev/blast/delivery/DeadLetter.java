package dev.blast.delivery;

import dev.blast.queue.EnvelopeId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * A message that was taken out of delivery, as it is recorded.
 *
 * @param messageId what the queue that it was sent to called it; names this letter
 * @param why one line for people, which quotes nothing of the body
 * @param envelope what it holds; empty when that cannot be read, or is of no run known here
 * @param receives how often it was received before it was given up
 * @param at when it was recorded, to the millisecond; a finer fraction is cut off
 * @param body whole, as it was received; holds addresses
 */
public record DeadLetter(
    String messageId,
    Kind kind,
    String why,
    Optional<EnvelopeId> envelope,
    int receives,
    Instant at,
    String body) {

  public DeadLetter {
    at = at.truncatedTo(ChronoUnit.MILLIS);
  }

  /** Why a message is a dead letter. */
  public enum Kind {
    /** Not an envelope. */
    UNREADABLE,
    /** An envelope that another version of this program wrote. */
    UNKNOWN_VERSION,
    /** Its run is not known here. */
    RUN_UNKNOWN,
    /** It names a run whose message needs other values, or an envelope of another size. */
    DOES_NOT_FIT,
    /** Senders ended with it again and again. Its recipients have their outcome. */
    SENDER_CRASHED,
    /**
     * Received too often, for being deferred or paused. Whoever is open in it stays open in the
     * ledger, and is dispatched again when the run goes on.
     */
    WORN_OUT;

    /** The word for people, records and JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind that {@link #word} wrote. */
    public static Kind of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }
}
