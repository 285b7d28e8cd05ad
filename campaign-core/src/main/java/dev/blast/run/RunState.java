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
  /** The books balance and nothing is open. Final. */
  CLOSED,
  /** The audience could not be used; nothing was sent. Final. */
  REFUSED;

  /** What may happen to a run. */
  public enum Event {
    MANIFEST_FROZEN,
    AUDIENCE_REFUSED,
    ALL_ENQUEUED,
    BOOKS_BALANCED
  }

  /** The state after an event; empty where the event may not happen. */
  public Optional<RunState> after(Event event) {
    RunState next =
        switch (this) {
          case OPENED ->
              switch (event) {
                case MANIFEST_FROZEN -> STAGED;
                case AUDIENCE_REFUSED -> REFUSED;
                case ALL_ENQUEUED, BOOKS_BALANCED -> this;
              };
          case STAGED ->
              switch (event) {
                case ALL_ENQUEUED -> DISPATCHED;
                case BOOKS_BALANCED -> CLOSED;
                case MANIFEST_FROZEN, AUDIENCE_REFUSED -> this;
              };
          case DISPATCHED ->
              switch (event) {
                case BOOKS_BALANCED -> CLOSED;
                case MANIFEST_FROZEN, AUDIENCE_REFUSED, ALL_ENQUEUED -> this;
              };
          case CLOSED, REFUSED -> this;
        };
    return next == this ? Optional.empty() : Optional.of(next);
  }

  public boolean isFinal() {
    return this == CLOSED || this == REFUSED;
  }
}
