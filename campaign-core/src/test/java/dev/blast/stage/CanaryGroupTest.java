package dev.blast.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Canary;
import dev.blast.outcome.StagedCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CanaryGroupTest {

  @Test
  void aShareIsRoundedUpAndNeverNobody() {
    assertThat(new Canary.Size.Share(0.01).of(1_000)).isEqualTo(10);
    assertThat(new Canary.Size.Share(0.01).of(1_001)).isEqualTo(11);
    assertThat(new Canary.Size.Share(0.01).of(3)).isEqualTo(1);
    assertThat(new Canary.Size.Count(50).of(3)).isEqualTo(3);
  }

  /** Its recipients are those of its envelopes: at least as many as asked for, and the first. */
  @Property(tries = 300)
  void itHoldsTheFirstEnvelopesAndNoOthers(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 40) Integer> shards,
      @ForAll @IntRange(min = 1, max = 12) int packing,
      @ForAll @LongRange(min = 1, max = 300) long asked) {
    Manifest manifest = manifest(shards, packing);
    CanaryGroup group = new CanaryGroup(canary(asked), manifest);
    long held = 0;
    boolean before = true;
    for (ShardPlan shard : manifest.shards()) {
      for (int i = 0; i < shard.envelopes(packing); i++) {
        boolean included = group.includes(shard.number(), i);
        assertThat(included && !before).as("one after another that is left out").isFalse();
        before = included;
        held += included ? shard.recipientsOf(i, packing) : 0;
      }
    }
    long all = manifest.counts().recipients();
    assertThat(group.recipients()).isEqualTo(held);
    assertThat(held).isBetween(Math.min(asked, all), Math.min(asked, all) + packing - 1);
  }

  private static Canary canary(long asked) {
    return new Canary(new Canary.Size.Count(asked), Duration.ZERO, 0.1, Canary.Then.CONTINUE);
  }

  private static Manifest manifest(List<Integer> recipients, int packing) {
    List<ShardPlan> shards = new ArrayList<>();
    int all = 0;
    for (int people : recipients) {
      int number = shards.size();
      shards.add(
          new ShardPlan(
              number, all, all + people, 2, people, people, "", RowSet.NONE, RowSet.NONE));
      all += people;
    }
    return new Manifest(
        new StagedCounts(all, Map.of(), all), packing, all, "", "", List.of(), 0, shards);
  }
}
