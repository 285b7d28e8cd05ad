package dev.blast.chaos;

import java.util.Locale;

/** What can be done to a run. */
public enum Fault {
  KILLED_SENDERS("senders die before, between and after claim, attempts and record"),
  REPEATED_MESSAGES("the queue delivers messages twice"),
  REORDERED_MESSAGES("messages reach the queue out of order and late"),
  FAILED_ENTRIES("the queue fails entries of a batch, some of which it took"),
  THROTTLED_QUEUE("the queue refuses whole requests, some of which it took"),
  LOST_MESSAGES("the queue loses messages that it acknowledged"),
  MALFORMED_MESSAGES("somebody else writes garbage to the queue"),
  THROTTLED_PROVIDER("the provider answers 429, some with Retry-After"),
  FAILING_PROVIDER("the provider answers 503"),
  HUNG_PROVIDER("the provider answers too late, having taken the message or not"),
  CUT_CONNECTIONS("the provider cuts the connection, having taken the message or not"),
  SURPLUS_ANSWERS("the provider sends a second answer behind the first, unasked"),
  SILENT_CLOSES("the provider closes the connection after an answer, without saying so"),
  MISCONFIGURED_ANSWERS("the provider answers 404 to some tries, while it accepts others"),
  REVOKED_TOKEN("the provider answers 401 to everything until the operator repairs and resumes"),
  STEPPED_CLOCK("the clock jumps forth and back by half a minute"),
  LOCKED_LEDGER("another program locks the ledger for a second, again and again"),
  FULL_DISK("the disk is full until the operator makes room and resumes");

  private final String what;

  Fault(String what) {
    this.what = what;
  }

  /** What happens, as a sentence without a full stop. */
  public String what() {
    return what;
  }

  /** The word for people and options. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
