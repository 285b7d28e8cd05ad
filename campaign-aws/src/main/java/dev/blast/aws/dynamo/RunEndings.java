package dev.blast.aws.dynamo;

import dev.blast.aws.dynamo.EndingItems.Found;
import dev.blast.outcome.Ending;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.redrive.Reopening;
import dev.blast.redrive.Selection;
import dev.blast.run.RunId;
import dev.blast.watch.Endings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Changes that concern all envelopes of a run. Each walks its shards in parallel. Thread-safe. */
final class RunEndings implements Endings, Reopening {

  /** Several who reopen one envelope: each round one of them succeeds. */
  private static final int ROUNDS = 10;

  private final Envelopes envelopes;
  private final EndingItems endings;
  private final Counters counters;

  RunEndings(Envelopes envelopes, EndingItems endings, Counters counters) {
    this.envelopes = envelopes;
    this.endings = endings;
    this.counters = counters;
  }

  @Override
  public void end(RunId run, Ending ending) {
    endings.write(run, ending);
  }

  @Override
  public Optional<Ending> unswept(RunId run) {
    return endings.find(run).filter(found -> !found.isOver()).map(Found::ending);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The unclaimed are counted when a walk over all envelopes found nobody open: after the end no
   * envelope appears that its claim does not take away again. Of several sweeps at a time the one
   * that began last counts them, as what it found may be younger than what an earlier one found.
   */
  @Override
  public boolean sweep(RunId run, Ending ending, long recipients, Instant now) {
    Optional<Found> ended = endings.complete(run);
    if (ended.isEmpty()) {
      Claimed claimed = walk(run, (id, item) -> new Claimed(item.recipients(), item.open()));
      return claimed.open() == 0 && claimed.recipients() == recipients;
    }
    boolean counted = ended.get().isOver();
    String sweep = counted ? "" : endings.begin(run);
    Claimed claimed = walk(run, (id, item) -> sweep(id, item, ending, counted, now));
    counters.flush(run);
    return claimed.open() == 0
        && (counted || endings.over(run, sweep, recipients - claimed.recipients()));
  }

  private Claimed sweep(
      EnvelopeId id, EnvelopeItem item, Ending ending, boolean counted, Instant now) {
    if (counted && item.isBlank()) {
      // Claimed after the end, by somebody who is about to give it back or vanished before: its
      // recipients are among the unclaimed.
      return Claimed.NOBODY;
    }
    if (item.open() == 0 || item.isHeld(now.toEpochMilli())) {
      return new Claimed(item.recipients(), item.open());
    }
    List<Standing> before = item.standings(id);
    boolean uncertain = item.isLeased();
    List<Standing> after = Envelopes.over(before, open -> ending.of(open, uncertain));
    boolean done = envelopes.rewrite(id, item, before, after);
    return new Claimed(item.recipients(), done ? 0 : item.open());
  }

  @Override
  public long reopen(RunId run, Selection selection) {
    return reopen(run, selection, () -> true);
  }

  /** See {@link DynamoLedger#reopen(RunId, Selection, BooleanSupplier)}. */
  long reopen(RunId run, Selection selection, BooleanSupplier asked) {
    try {
      Claimed reopened = walk(run, (id, item) -> reopen(id, item, selection, asked));
      return reopened.open() + reopenUnclaimed(run, selection, asked);
    } finally {
      counters.flush(run);
    }
  }

  private Claimed reopen(
      EnvelopeId id, EnvelopeItem first, Selection selection, BooleanSupplier asked) {
    EnvelopeItem item = first;
    for (int round = 1; round <= ROUNDS; round++) {
      List<Standing> before = item.standings(id);
      List<Standing> after = before.stream().map(selection::reopened).toList();
      if (after.equals(before)) {
        return Claimed.NOBODY;
      }
      refuseUnless(asked, id.run());
      if (envelopes.rewrite(id, item, before, after)) {
        int open = after.size() - OutcomeCounts.settled(after);
        return new Claimed(item.recipients(), open - item.open());
      }
      // Another who reopens was faster: what is there now decides.
      item = envelopes.find(id).orElseThrow(() -> new IllegalStateException(id + " is gone"));
    }
    throw new IllegalStateException(
        id
            + " was changed again and again while it was reopened: somebody works on the run; stop"
            + " them, and redrive again");
  }

  /**
   * Between reading something and writing it: so it is known to be of a time when that was asked.
   */
  private static void refuseUnless(BooleanSupplier asked, RunId run) {
    if (!asked.getAsBoolean()) {
      throw new IllegalStateException("another has gone on with the redrive of " + run);
    }
  }

  private long reopenUnclaimed(RunId run, Selection selection, BooleanSupplier asked) {
    Optional<Found> ended = endings.find(run).filter(Found::isOver);
    if (ended.isEmpty()) {
      return 0;
    }
    Ending ending = ended.get().ending();
    if (!selection.covers(ending.outcome(), ending.reason().code())) {
      return 0;
    }
    refuseUnless(asked, run);
    endings.delete(run, ending);
    return ended.get().unclaimed();
  }

  /** See {@link DynamoLedger#recount}. */
  boolean recount(RunId run) {
    counters.flush(run);
    OutcomeCounts before = counters.sum(run);
    boolean counted = endings.find(run).filter(Found::isOver).isPresent();
    List<Recount> shards =
        envelopes.ofShards(
            run,
            shard -> {
              Recount recount = new Recount(counted);
              envelopes.ofShard(run, shard, recount::add);
              return recount;
            });
    OutcomeCounts truth = new OutcomeCounts();
    shards.forEach(shard -> truth.add(shard.outcomes));
    return shards.stream().noneMatch(shard -> shard.held) && counters.correct(run, truth, before);
  }

  /** What the envelopes of a shard say. Not thread-safe. */
  private static final class Recount {
    private final boolean counted;
    private final OutcomeCounts outcomes = new OutcomeCounts();
    private boolean held;

    Recount(boolean counted) {
      this.counted = counted;
    }

    void add(EnvelopeId id, EnvelopeItem item) {
      held |= item.isLeased() && !(counted && item.isBlank());
      outcomes.add(item.standings(id));
    }
  }

  /**
   * @param recipients in envelopes that were claimed
   * @param open how many of them are open, or became so
   */
  private record Claimed(long recipients, long open) {
    static final Claimed NOBODY = new Claimed(0, 0);

    Claimed and(Claimed more) {
      return new Claimed(recipients + more.recipients, open + more.open);
    }
  }

  private interface Visit {
    Claimed of(EnvelopeId id, EnvelopeItem item);
  }

  private Claimed walk(RunId run, Visit visit) {
    return envelopes
        .ofShards(
            run,
            shard -> {
              Claimed[] sum = {Claimed.NOBODY};
              envelopes.ofShard(run, shard, (id, item) -> sum[0] = sum[0].and(visit.of(id, item)));
              return sum[0];
            })
        .stream()
        .reduce(Claimed.NOBODY, Claimed::and);
  }
}
