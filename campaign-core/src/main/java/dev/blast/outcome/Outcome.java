package dev.blast.outcome;

/** The one terminal fact about a recipient. */
public enum Outcome {
  /** The provider accepted it. */
  SENT,
  /** The provider refused it for good. */
  REJECTED,
  /** The deadline passed first. */
  EXPIRED,
  /** The operator cancelled the run first. */
  CANCELLED,
  /** Given up, and surely never attempted with success: the queue refused its envelope for good. */
  DEAD,
  /** Nobody knows whether it was accepted, and the campaign prefers a miss to a repeat. */
  UNCONFIRMED;

  /** The word for people, reports and JSON. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
