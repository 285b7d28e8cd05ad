package dev.blast.local;

import dev.blast.delivery.DeadLetter;
import dev.blast.delivery.DeadLetters;
import dev.blast.run.RunId;
import java.util.function.Consumer;

/**
 * Dead letters in the ledger's file of the run whose queue they were on: a letter may name no run,
 * or another one. Written with the ledger's own commits. Thread-safe; throws {@link
 * LedgerUnavailable}.
 */
record SqliteDeadLetters(RunId run, LedgerFile file, GroupCommit writer, LedgerTransaction writing)
    implements DeadLetters {

  @Override
  public boolean record(DeadLetter letter) {
    return writer.run(() -> writing.deadLetters().insert(letter));
  }

  @Override
  public void each(Consumer<DeadLetter> each) {
    DeadLetterTable.each(file, run, each);
  }
}
