package dev.blast.report;

import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Standing;
import dev.blast.outcome.Tally;
import dev.blast.run.RunId;
import dev.blast.stage.Manifest;
import dev.blast.stage.ShardPlan;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Recounts a run from what is recorded about each recipient and compares everything with
 * everything: the only way to learn that a run can be closed. Thread-safe; blocks while it reads
 * the facts, whose number it does not keep in memory.
 */
public final class Audit {

  /** So many errors are listed; what follows the first few has the same cause. */
  static final int MOST_ERRORS = 20;

  private final Facts facts;

  public Audit(Facts facts) {
    this.facts = facts;
  }

  /** What an audit finds. */
  public sealed interface Answer {

    /** Everything adds up and nothing is open. */
    record Balanced(Tally tally) implements Answer {}

    /** Everything adds up so far; there are recipients without an outcome. */
    record StillOpen(Tally tally) implements Answer {}

    /**
     * The books are wrong.
     *
     * @param errors at least one sentence, with the numbers
     */
    record Unbalanced(List<String> errors) implements Answer {
      public Unbalanced {
        errors = List.copyOf(errors);
      }
    }
  }

  /** Audits a run whose deliveries may still be going on. */
  public Answer audit(RunId run, Manifest manifest) {
    Errors errors = new Errors();
    checkManifest(manifest, errors);
    Map<Outcome, Long> before = facts.outcomes(run);
    Recount recount = new Recount();
    for (ShardPlan shard : manifest.shards()) {
      ShardCount count = new ShardCount(shard, manifest.packing(), recount, errors);
      facts.envelopes(run, shard.number(), count::add);
    }
    facts.ending(run).ifPresent(ended -> addUnclaimed(ended, manifest, recount, errors));
    checkCounters(before, recount.outcomes, facts.outcomes(run), errors);
    Tally tally = Tally.of(manifest.counts(), recount.outcomes);
    if (!tally.balances()) {
      errors.add("the tally does not balance: " + tally.sentence());
    }
    if (!errors.isEmpty()) {
      return new Answer.Unbalanced(errors.all());
    }
    return tally.open() == 0 ? new Answer.Balanced(tally) : new Answer.StillOpen(tally);
  }

  /** Whom the run's ending speaks for must be all those without a standing of their own. */
  private static void addUnclaimed(
      Facts.Ended ended, Manifest manifest, Recount recount, Errors errors) {
    long expected = manifest.counts().recipients() - recount.claimed;
    errors.compare("recipients that were never claimed", ended.unclaimed(), expected);
    recount.outcomes.merge(ended.ending().outcome(), ended.unclaimed(), Long::sum);
  }

  private static void checkManifest(Manifest manifest, Errors errors) {
    var counts = manifest.counts();
    long rows = 0;
    long recipients = 0;
    long duplicates = 0;
    long suppressed = 0;
    long position = manifest.headerBytes();
    for (ShardPlan shard : manifest.shards()) {
      errors.compare("shard " + shard.number() + " starts at byte", shard.from(), position);
      position = shard.to();
      rows += shard.rows();
      recipients += shard.recipients();
      duplicates += shard.duplicates().size();
      suppressed += shard.suppressed().size();
    }
    errors.compare("the shards end at byte", position, manifest.size());
    errors.compare("rows of the shards", rows, counts.rows());
    errors.compare("recipients of the shards", recipients, counts.recipients());
    errors.compare("duplicates of the shards", duplicates, counts.excluded(Exclusion.DUPLICATE));
    errors.compare(
        "suppressed rows of the shards", suppressed, counts.excluded(Exclusion.SUPPRESSED));
  }

  /**
   * Outcomes are only ever added, so a recount lies between the counters read before and after it;
   * when nothing happened meanwhile, all three are equal.
   */
  private static void checkCounters(
      Map<Outcome, Long> before,
      Map<Outcome, Long> recount,
      Map<Outcome, Long> after,
      Errors errors) {
    for (Outcome outcome : Outcome.values()) {
      long counted = recount.getOrDefault(outcome, 0L);
      long least = before.getOrDefault(outcome, 0L);
      long most = after.getOrDefault(outcome, 0L);
      if (counted < least || counted > most) {
        String counter = least == most ? "" + most : least + " to " + most;
        errors.add(
            "%s: the counter says %s, the envelopes say %d"
                .formatted(outcome.word(), counter, counted));
      }
    }
  }

  /** What the standings of all envelopes say. */
  private static final class Recount {
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private long claimed;
  }

  /** Folds the envelopes of one shard. */
  private static final class ShardCount {

    private final ShardPlan shard;
    private final int packing;
    private final Recount recount;
    private final Errors errors;
    private int next;

    ShardCount(ShardPlan shard, int packing, Recount recount, Errors errors) {
      this.shard = shard;
      this.packing = packing;
      this.recount = recount;
      this.errors = errors;
    }

    void add(Facts.EnvelopeFacts envelope) {
      int sequence = envelope.sequence();
      String name = "envelope " + shard.number() + "/" + sequence;
      if (sequence < next) {
        errors.add(name + " is on record twice, or out of order");
        return;
      }
      next = sequence + 1;
      if (sequence >= shard.envelopes(packing)) {
        errors.add(name + " is not in the manifest");
        return;
      }
      errors.compare(
          "recipients of " + name,
          envelope.standings().size(),
          shard.recipientsOf(sequence, packing));
      recount.claimed += envelope.standings().size();
      for (Standing standing : envelope.standings()) {
        if (standing instanceof Standing.Settled settled) {
          recount.outcomes.merge(settled.outcome(), 1L, Long::sum);
        }
      }
    }
  }

  private static final class Errors {

    private final List<String> sentences = new ArrayList<>();
    private int unlisted;

    void compare(String what, long found, long expected) {
      if (found != expected) {
        add(what + ": " + found + ", expected " + expected);
      }
    }

    void add(String sentence) {
      if (sentences.size() < MOST_ERRORS) {
        sentences.add(sentence);
      } else {
        unlisted++;
      }
    }

    boolean isEmpty() {
      return sentences.isEmpty();
    }

    List<String> all() {
      List<String> all = new ArrayList<>(sentences);
      if (unlisted > 0) {
        all.add("and " + unlisted + " more");
      }
      return all;
    }
  }
}
