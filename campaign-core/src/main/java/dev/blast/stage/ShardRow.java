package dev.blast.stage;

import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Reason;
import dev.blast.queue.Recipient;

/** One row of a frozen audience. */
public sealed interface ShardRow {

  /** Where its record starts in the audience, from 1. */
  long line();

  /** It is a recipient. */
  record Wanted(Recipient recipient) implements ShardRow {
    @Override
    public long line() {
      return recipient.line();
    }
  }

  /**
   * It is none.
   *
   * @param id the recipient id; empty where the row has none, or cannot be read
   * @param address empty likewise
   */
  record Excluded(long line, String id, String address, Exclusion exclusion, Reason reason)
      implements ShardRow {}
}
