package dev.blast.dispatch;

import dev.blast.run.RunId;
import java.util.BitSet;

/** What the ledger says is over. Thread-safe. */
@FunctionalInterface
public interface SettledEnvelopes {

  /**
   * The sequence numbers of the shard's envelopes in which nothing is open any more.
   *
   * @param envelopes how many the shard has
   */
  BitSet of(RunId run, int shard, int envelopes);
}
