package dev.blast.outcome;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where one recipient stands in the ledger. */
public sealed interface Standing {

  /** Nothing has happened yet. */
  Open UNTRIED = new Open(0, 0, Reason.NONE, Instant.EPOCH);

  /** Attempts that counted; a deferral is none. */
  int attempts();

  /**
   * No outcome yet.
   *
   * @param earlier those of the attempts that were made before the last redrive
   * @param deferrals how often the provider said "later", since then
   * @param denials answers since then that refuse the sender, given for this recipient while the
   *     provider accepted others
   * @param last why it is still open; {@link Reason#NONE} when it was not tried
   * @param notBefore nothing is attempted before this instant, to the millisecond
   */
  record Open(int attempts, int earlier, int deferrals, int denials, Reason last, Instant notBefore)
      implements Standing {

    /** One that the provider denied nothing. */
    public Open(int attempts, int earlier, int deferrals, Reason last, Instant notBefore) {
      this(attempts, earlier, deferrals, 0, last, notBefore);
    }

    /** One that was never redriven. */
    public Open(int attempts, int deferrals, Reason last, Instant notBefore) {
      this(attempts, 0, deferrals, last, notBefore);
    }

    /** Attempts that count since the last redrive: those that may be used up. */
    public int attemptsUsed() {
      return attempts - earlier;
    }

    /** Open as before, after an attempt that counted or was deferred. */
    public Open still(int attemptsNow, int deferralsNow, Reason why, Instant from) {
      return new Open(attemptsNow, earlier, deferralsNow, denials, why, from);
    }

    /** Open as before, with one denial more. */
    public Open denied(Reason why, Instant from) {
      return new Open(attempts, earlier, deferrals, denials + 1, why, from);
    }

    /**
     * Where this recipient stands when its envelope is given up: <em>unconfirmed</em> when it may
     * have been reached.
     *
     * @param otherwise its outcome when it surely was not
     * @param uncertain a lease of the envelope ran out, or was voided, without an end
     */
    public Settled givenUp(Outcome otherwise, boolean uncertain, Reason reason, Instant at) {
      // Of the attempts that leave a recipient open, only those that nobody knows the end of count.
      Outcome outcome = uncertain || attempts > 0 ? Outcome.UNCONFIRMED : otherwise;
      return new Settled(outcome, reason, attempts, "", at);
    }
  }

  /**
   * Terminal.
   *
   * @param providerId what the provider calls the message; empty when it gave none
   * @param at when it became so, to the millisecond; a finer fraction is cut off
   */
  record Settled(Outcome outcome, Reason reason, int attempts, String providerId, Instant at)
      implements Standing {
    public Settled {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }
  }
}
