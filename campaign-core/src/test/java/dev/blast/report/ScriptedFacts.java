package dev.blast.report;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Standing;
import dev.blast.run.RunId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Facts that a test writes down. */
final class ScriptedFacts implements Facts {

  final Map<Outcome, Long> counters = new EnumMap<>(Outcome.class);
  final Map<Integer, List<EnvelopeFacts>> shards = new HashMap<>();
  Optional<Ended> ended = Optional.empty();
  Runnable whileReading = () -> {};

  /** Puts an envelope on record and counts its outcomes, as a ledger does. */
  ScriptedFacts envelope(int shard, int sequence, Standing... standings) {
    shards
        .computeIfAbsent(shard, any -> new ArrayList<>())
        .add(new EnvelopeFacts(sequence, false, List.of(standings)));
    for (Standing standing : standings) {
      if (standing instanceof Standing.Settled settled) {
        counters.merge(settled.outcome(), 1L, Long::sum);
      }
    }
    return this;
  }

  @Override
  public List<ReasonCount> reasons(RunId run) {
    return counters.entrySet().stream()
        .map(count -> new ReasonCount(count.getKey(), "", count.getValue()))
        .toList();
  }

  @Override
  public Optional<Ended> ending(RunId run) {
    return ended;
  }

  @Override
  public void envelopes(RunId run, int shard, Consumer<EnvelopeFacts> each) {
    whileReading.run();
    shards.getOrDefault(shard, List.of()).forEach(each);
  }
}
