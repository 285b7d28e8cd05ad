package dev.blast.chaos;

import dev.blast.queue.EnvelopeId;
import dev.blast.stage.Manifest;
import dev.blast.stage.ShardPlan;
import java.util.BitSet;
import java.util.Optional;

/** Remembers whose envelopes were in doubt. Recipients are numbered as in the audience. */
final class Witness {

  private final BitSet inDoubt = new BitSet();
  private Optional<Manifest> manifest = Optional.empty();

  /** From now on envelopes of this manifest are understood. */
  synchronized void staged(Manifest frozen) {
    manifest = Optional.of(frozen);
  }

  synchronized void inDoubt(EnvelopeId id) {
    Manifest known = manifest.orElseThrow();
    int first = id.sequence() * known.packing();
    for (ShardPlan shard : known.shards().subList(0, id.shard())) {
      first += shard.recipients();
    }
    ShardPlan shard = known.shards().get(id.shard());
    inDoubt.set(first, first + shard.recipientsOf(id.sequence(), known.packing()));
  }

  synchronized boolean isInDoubt(int recipient) {
    return inDoubt.get(recipient);
  }
}
