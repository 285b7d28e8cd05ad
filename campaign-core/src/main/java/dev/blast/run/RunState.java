package dev.blast.run;

import java.util.Optional;

/** Where a run stands. ARCHITECTURE.md has the diagram; a test keeps the two equal. */
public enum RunState {
  /** Its first write is done; the audience is being staged. */
  OPENED,
  /** The manifest is frozen; envelopes are on their way to the queue. */
  STAGED,
  /** Every envelope was acknowledged by the queue once. */
  DISPATCHED,
  /** The books balance and nothing is open. Final, unless it is redriven. */
  CLOSED,
  /** A redrive opens some of its recipients again; nobody closes it meanwhile. */
  REOPENING,
  /** Cancelled before its audience was staged; nothing was sent. Final. */
  CANCELLED,
  /** The audience could not be used; nothing was sent. Final. */
  REFUSED,
  /** It was triggered when it was not welcome any more; nothing was sent. Final. */
  SKIPPED;

  /** What may happen to a run. */
  public enum Event {
    MANIFEST_FROZEN,
    AUDIENCE_REFUSED,
    ALL_ENQUEUED,
    BOOKS_BALANCED,
    /** Cancelled while it is not staged; later a run is cancelled through its recipients. */
    CANCELLED_UNSTAGED,
    /** Some of its recipients are to be sent to again, by whom alone has the run. */
    REDRIVEN,
    /** As above, where many processes work on it: their recipients are being opened again. */
    REDRIVE_BEGUN,
    /** All recipients of the redrive are open again. */
    REOPENED
  }

  /** The state after an event; empty where the event may not happen. */
  public Optional<RunState> after(Event event) {
    RunState next =
        switch (event) {
          case MANIFEST_FROZEN -> this == OPENED ? STAGED : this;
          case AUDIENCE_REFUSED -> this == OPENED ? REFUSED : this;
          case CANCELLED_UNSTAGED -> this == OPENED ? CANCELLED : this;
          case ALL_ENQUEUED -> this == STAGED ? DISPATCHED : this;
          case BOOKS_BALANCED -> this == STAGED || this == DISPATCHED ? CLOSED : this;
          case REDRIVEN -> this == CLOSED ? STAGED : this;
          case REDRIVE_BEGUN -> this == CLOSED ? REOPENING : this;
          case REOPENED -> this == REOPENING ? STAGED : this;
        };
    return next == this ? Optional.empty() : Optional.of(next);
  }

  public boolean isFinal() {
    return this == CLOSED || this == CANCELLED || this == REFUSED || this == SKIPPED;
  }
}
