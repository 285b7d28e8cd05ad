package dev.blast.stage;

import dev.blast.campaign.Canary;
import java.util.List;

/**
 * The envelopes that hold a campaign's canary: the first of the audience, as many as hold all the
 * recipients it asks for. Immutable.
 */
public final class CanaryGroup {

  private final Manifest manifest;

  /** Recipients in the shards before each shard. */
  private final long[] before;

  private final long asked;

  public CanaryGroup(Canary canary, Manifest manifest) {
    List<ShardPlan> shards = manifest.shards();
    this.manifest = manifest;
    this.asked = canary.first().of(manifest.counts().recipients());
    this.before = new long[shards.size()];
    for (int i = 1; i < before.length; i++) {
      before[i] = before[i - 1] + shards.get(i - 1).recipients();
    }
  }

  /** Whether an envelope holds any of them. */
  public boolean includes(int shard, int sequence) {
    return before[shard] + (long) sequence * manifest.packing() < asked;
  }

  /** How many recipients these envelopes hold: those asked for, rounded up to whole envelopes. */
  public long recipients() {
    long recipients = 0;
    for (ShardPlan shard : manifest.shards()) {
      long wanted = Math.min(asked - before[shard.number()], shard.recipients());
      if (wanted > 0) {
        long envelopes = Math.ceilDiv(wanted, manifest.packing());
        recipients += Math.min(envelopes * manifest.packing(), shard.recipients());
      }
    }
    return recipients;
  }
}
