package dev.blast.report;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.run.RunId;
import dev.blast.stage.Manifest;
import dev.blast.stage.ShardPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The recipients of a run that were not sent to, in classes: by outcome, or open, and by the code
 * of the last reason. Reads every envelope on record; blocks while it does.
 */
public final class NotSent {

  /** So many recipients of a class are named. */
  private static final int SAMPLES = 3;

  private final Manifest manifest;
  private final Standing unclaimed;
  private final Map<Key, Count> counts = new HashMap<>();

  private NotSent(Manifest manifest, Standing unclaimed) {
    this.manifest = manifest;
    this.unclaimed = unclaimed;
  }

  /**
   * A class of recipients.
   *
   * @param outcome the word of one, or {@link Report#OPEN}
   * @param code of the reason; empty where there is none, as for whom nobody tried
   * @param count at least 1
   * @param samples the first few in the order of the audience
   */
  public record Group(String outcome, String code, long count, List<Sample> samples) {}

  /**
   * One of a class.
   *
   * @param ordinal which of the shard's recipients, from 0
   */
  public record Sample(int shard, long ordinal, Reason reason) {}

  /**
   * A class of recipients whose samples have names.
   *
   * @param recipients the recipient ids of the samples, in their order; empty texts where the
   *     audience could not say them
   */
  public record Named(Group group, List<String> recipients) {
    public Named {
      recipients = List.copyOf(recipients);
    }
  }

  /** The classes of a run, by outcome, and the largest first; empty when all were sent to. */
  public static List<Group> of(RunId run, Manifest manifest, Facts facts) {
    NotSent found = new NotSent(manifest, Report.unclaimed(run, facts));
    for (ShardPlan shard : manifest.shards()) {
      Walk walk = found.new Walk(shard);
      facts.envelopes(run, shard.number(), walk::envelope);
      walk.untilEnvelope(shard.envelopes(manifest.packing()));
    }
    return found.groups();
  }

  private record Key(String outcome, String code) {

    private static final List<String> OUTCOMES =
        Stream.concat(Arrays.stream(Outcome.values()).map(Outcome::word), Stream.of(Report.OPEN))
            .toList();

    int place() {
      return OUTCOMES.indexOf(outcome);
    }
  }

  private static final class Count {
    private long count;
    private final List<Sample> samples = new ArrayList<>(SAMPLES);
  }

  private List<Group> groups() {
    return counts.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<Key, Count>>comparingInt(each -> each.getKey().place())
                .thenComparing(each -> -each.getValue().count)
                .thenComparing(each -> each.getKey().code()))
        .map(
            each ->
                new Group(
                    each.getKey().outcome(),
                    each.getKey().code(),
                    each.getValue().count,
                    List.copyOf(each.getValue().samples)))
        .toList();
  }

  /** Walks the envelopes of a shard, those that were never claimed among them. */
  private final class Walk {
    private final ShardPlan shard;
    private int next;

    Walk(ShardPlan shard) {
      this.shard = shard;
    }

    void envelope(Facts.EnvelopeFacts envelope) {
      untilEnvelope(envelope.sequence());
      long first = (long) envelope.sequence() * manifest.packing();
      for (int i = 0; i < envelope.standings().size(); i++) {
        add(first + i, envelope.standings().get(i));
      }
      next = envelope.sequence() + 1;
    }

    void untilEnvelope(int end) {
      for (; next < end; next++) {
        int recipients = shard.recipientsOf(next, manifest.packing());
        for (int i = 0; i < recipients; i++) {
          add((long) next * manifest.packing() + i, unclaimed);
        }
      }
    }

    private void add(long ordinal, Standing standing) {
      switch (standing) {
        case Standing.Open open -> add(ordinal, Report.OPEN, open.last());
        case Standing.Settled settled -> {
          if (settled.outcome() != Outcome.SENT) {
            add(ordinal, settled.outcome().word(), settled.reason());
          }
        }
      }
    }

    private void add(long ordinal, String outcome, Reason reason) {
      Count count = counts.computeIfAbsent(new Key(outcome, reason.code()), first -> new Count());
      count.count++;
      if (count.samples.size() < SAMPLES) {
        count.samples.add(new Sample(shard.number(), ordinal, reason));
      }
    }
  }
}
