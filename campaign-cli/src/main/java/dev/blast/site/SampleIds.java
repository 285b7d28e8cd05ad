package dev.blast.site;

import dev.blast.report.NotSent.Sample;
import dev.blast.stage.Manifest;
import dev.blast.stage.ShardPlan;
import dev.blast.stage.ShardRow;
import dev.blast.stage.ShardRows;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the ids of a few recipients: the ledger knows them by their places in the audience. */
final class SampleIds {

  private SampleIds() {}

  static List<String> of(List<Sample> samples, Manifest manifest, ShardRows rows) {
    Map<Integer, NavigableSet<Long>> wanted =
        samples.stream()
            .collect(
                Collectors.groupingBy(
                    Sample::shard,
                    Collectors.mapping(Sample::ordinal, Collectors.toCollection(TreeSet::new))));
    Map<Integer, Map<Long, String>> found = new HashMap<>();
    wanted.forEach(
        (shard, ordinals) -> {
          ShardPlan plan = manifest.shards().get(shard);
          found.put(shard, ids(rows.of(plan), ordinals));
        });
    return samples.stream()
        .map(each -> found.getOrDefault(each.shard(), Map.of()).getOrDefault(each.ordinal(), ""))
        .toList();
  }

  private static Map<Long, String> ids(Iterator<ShardRow> rows, NavigableSet<Long> ordinals) {
    Map<Long, String> ids = new HashMap<>();
    long ordinal = 0;
    while (rows.hasNext() && ordinal <= ordinals.last()) {
      if (rows.next() instanceof ShardRow.Wanted wanted) {
        if (ordinals.contains(ordinal)) {
          ids.put(ordinal, wanted.recipient().id());
        }
        ordinal++;
      }
    }
    return ids;
  }
}
