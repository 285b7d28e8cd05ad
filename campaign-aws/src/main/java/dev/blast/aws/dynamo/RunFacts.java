package dev.blast.aws.dynamo;

import dev.blast.aws.dynamo.EndingItems.Found;
import dev.blast.dispatch.SettledEnvelopes;
import dev.blast.outcome.Ending;
import dev.blast.outcome.ReasonCount;
import dev.blast.report.Facts;
import dev.blast.run.RunId;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads what is on record about a run. Thread-safe. */
final class RunFacts implements Facts, SettledEnvelopes {

  private final Envelopes envelopes;
  private final EndingItems endings;
  private final Counters counters;

  RunFacts(Envelopes envelopes, EndingItems endings, Counters counters) {
    this.envelopes = envelopes;
    this.endings = endings;
    this.counters = counters;
  }

  /** The counters of all processes, and those for whom the ending speaks. */
  @Override
  public List<ReasonCount> reasons(RunId run) {
    OutcomeCounts sum = counters.sum(run);
    ending(run)
        .ifPresent(
            ended -> {
              Ending ending = ended.ending();
              sum.add(ending.outcome(), ending.reason().code(), ended.unclaimed());
            });
    return sum.reasons();
  }

  @Override
  public Optional<Ended> ending(RunId run) {
    return endings
        .find(run)
        .filter(Found::isOver)
        .map(found -> new Ended(found.ending(), found.unclaimed()));
  }

  /** Once the sweep is over, blank items are left out: the ending speaks for their recipients. */
  @Override
  public void envelopes(RunId run, int shard, Consumer<EnvelopeFacts> each) {
    boolean over = ending(run).isPresent();
    envelopes.ofShard(
        run,
        shard,
        (id, item) -> {
          if (!over || !item.isBlank()) {
            each.accept(new EnvelopeFacts(id.sequence(), item.isLeased(), item.standings(id)));
          }
        });
  }

  @Override
  public BitSet of(RunId run, int shard, int count) {
    boolean over = ending(run).isPresent();
    BitSet settled = new BitSet(count);
    if (over) {
      settled.set(0, count);
    }
    envelopes.ofShard(
        run,
        shard,
        (id, item) -> settled.set(id.sequence(), item.open() == 0 || (over && item.isBlank())));
    return settled;
  }
}
