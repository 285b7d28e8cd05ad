package dev.blast.local;

import dev.blast.delivery.DeadLetter;
import dev.blast.delivery.DeadLetters;
import java.util.function.Consumer;

/**
 * Dead letters of which somebody hears once, when they are recorded for the first time; and of a
 * ledger that cannot be used. Thread-safe.
 *
 * @param lost called by the thread that finds out
 * @param recorded told each new letter, by the thread that records it
 */
record WatchedDeadLetters(
    DeadLetters letters, Consumer<LedgerUnavailable> lost, Consumer<DeadLetter> recorded)
    implements DeadLetters {

  @Override
  public boolean record(DeadLetter letter) {
    boolean first;
    try {
      first = letters.record(letter);
    } catch (LedgerUnavailable failure) {
      lost.accept(failure);
      throw failure;
    }
    if (first) {
      recorded.accept(letter);
    }
    return first;
  }

  @Override
  public void each(Consumer<DeadLetter> each) {
    letters.each(each);
  }
}
