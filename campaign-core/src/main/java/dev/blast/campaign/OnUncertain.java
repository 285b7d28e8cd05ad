package dev.blast.campaign;

/** What to do with a recipient of whom nobody knows whether the attempt reached them. */
public enum OnUncertain {
  /** Attempt again, with the same idempotency key: prefers a repeat to a miss. */
  RESEND,
  /** Record the outcome <em>unconfirmed</em>: prefers a miss to a repeat. */
  RECORD
}
