package dev.blast.delivery;

import dev.blast.outcome.Reason;
import java.time.Duration;

/** What came of one call to a channel for one recipient. */
public sealed interface Attempt {

  /**
   * The provider took it.
   *
   * @param providerId what it calls the message; empty when it gave none
   */
  record Accepted(String providerId) implements Attempt {}

  /** The provider will never take it. */
  record Refused(Reason reason) implements Attempt {}

  /**
   * Not now: throttled, unavailable, or nothing was written. Burns no attempt.
   *
   * @param retryAfter how long the provider asks to wait; zero when it did not say
   */
  record Deferred(Reason reason, Duration retryAfter) implements Attempt {}

  /** The request may or may not have been carried out. */
  record Unconfirmed(Reason reason) implements Attempt {}
}
