package dev.blast.local;

import dev.blast.audience.AudienceFile;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.report.Facts;
import dev.blast.run.Run;
import dev.blast.stage.Manifest;
import dev.blast.stage.ShardPlan;
import dev.blast.stage.ShardRow;
import dev.blast.stage.ShardRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An envelope that was in flight when its process ended: each of its open recipients may have been
 * attempted, and nobody recorded how that went.
 *
 * @param recipients the ids of the open ones, in the order of the audience
 */
public record Uncertain(EnvelopeId envelope, List<String> recipients) {

  public Uncertain {
    recipients = List.copyOf(recipients);
  }

  /** Finds the recipients of envelopes; reads the shards they are in once each. */
  static List<Uncertain> of(
      List<InFlight> inFlight, Run run, Manifest manifest, AudienceFile audience, Facts facts) {
    Map<Integer, List<InFlight>> byShard =
        inFlight.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.envelope().shard(), TreeMap::new, Collectors.toList()));
    List<Uncertain> found = new ArrayList<>();
    byShard.forEach(
        (shard, envelopes) -> {
          ShardRows rows = new ShardRows(run.campaign(), manifest, audience);
          ShardPlan plan = manifest.shards().get(shard);
          Map<Integer, List<String>> ids = recipients(rows.of(plan), manifest.packing(), envelopes);
          facts.envelopes(
              run.id(),
              shard,
              each -> {
                List<String> all = ids.get(each.sequence());
                if (all != null) {
                  EnvelopeId id = new EnvelopeId(run.id(), shard, each.sequence());
                  found.add(new Uncertain(id, open(all, each.standings())));
                }
              });
        });
    return found;
  }

  private static Map<Integer, List<String>> recipients(
      Iterator<ShardRow> rows, int packing, List<InFlight> envelopes) {
    Map<Integer, List<String>> ids = new TreeMap<>();
    envelopes.forEach(each -> ids.put(each.envelope().sequence(), new ArrayList<>()));
    int ordinal = 0;
    while (rows.hasNext()) {
      if (rows.next() instanceof ShardRow.Wanted wanted) {
        List<String> envelope = ids.get(ordinal / packing);
        if (envelope != null) {
          envelope.add(wanted.recipient().id());
        }
        ordinal++;
      }
    }
    return ids;
  }

  private static List<String> open(List<String> ids, List<Standing> standings) {
    List<String> open = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      if (standings.get(i) instanceof Standing.Open) {
        open.add(ids.get(i));
      }
    }
    return open;
  }
}
