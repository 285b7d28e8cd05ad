package dev.blast.stage;

import dev.blast.outcome.Reason;

/** What a well-formed record says by itself, without the rows before it. */
sealed interface RowVerdict {

  /** A row with an id and an address that the campaign wants. */
  record Wanted() implements RowVerdict {}

  record Invalid(Reason reason) implements RowVerdict {}

  record Filtered(Reason reason) implements RowVerdict {}
}
