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
   * The provider refuses the sender, not this recipient: a revoked token, a wrong URL, a host that
   * does not exist. By itself it gives no recipient an outcome.
   *
   * @param reason what was answered, for example {@code http-401}; its detail says what to do
   * @param perhapsRecipient whether providers are known to give this answer for one recipient, too
   */
  record Misconfigured(Reason reason, boolean perhapsRecipient) implements Attempt {

    /** An answer that no provider is known to give for one recipient. */
    public Misconfigured(Reason reason) {
      this(reason, false);
    }
  }

  /**
   * Not now: throttled, unavailable, or nothing was written. Burns no attempt.
   *
   * @param retryAfter how long the provider asks to wait; zero when it did not say
   */
  record Deferred(Reason reason, Duration retryAfter, Fault fault) implements Attempt {

    /** "Later", and nothing that tells how the provider is. */
    public Deferred(Reason reason, Duration retryAfter) {
      this(reason, retryAfter, Fault.NONE);
    }
  }

  /** The request may or may not have been carried out. */
  record Unconfirmed(Reason reason, Fault fault) implements Attempt {

    /** Nothing that tells how the provider is. */
    public Unconfirmed(Reason reason) {
      this(reason, Fault.NONE);
    }
  }

  /** What an answer, or its absence, tells of the provider. */
  enum Fault {
    /** Nothing. */
    NONE,
    /** It asks for less: 429. */
    THROTTLED,
    /** Nobody took the connection, or it could not be made. */
    UNREACHABLE,
    /** It is away for a moment, or somebody in front of it is: 500, 502, 503, 504. */
    UNAVAILABLE,
    /** It says that it cannot do this: another 5xx. */
    BROKEN,
    /** The connection was lost before the answer was complete. */
    CONNECTION_LOST,
    /** No connection, or no complete answer, in time. */
    TIMED_OUT;

    /** Whether the provider is out of order; "less" and "no" are answers of one that is not. */
    boolean outOfOrder() {
      return switch (this) {
        case NONE, THROTTLED -> false;
        case UNREACHABLE, UNAVAILABLE, BROKEN, CONNECTION_LOST, TIMED_OUT -> true;
      };
    }

    /** Whether it is a sign of too many requests in flight. */
    boolean asksForLess() {
      return this == THROTTLED || this == TIMED_OUT;
    }

    /** Whether a second attempt, a moment later, often succeeds. */
    boolean passing() {
      return switch (this) {
        case UNREACHABLE, UNAVAILABLE, CONNECTION_LOST -> true;
        case NONE, THROTTLED, BROKEN, TIMED_OUT -> false;
      };
    }
  }

  /** {@link Fault#NONE} for one that was answered yes or no. */
  default Fault fault() {
    return Fault.NONE;
  }
}
