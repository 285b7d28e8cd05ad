package dev.blast.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.StagedCounts;
import dev.blast.outcome.Standing;
import dev.blast.report.NotSent.Group;
import dev.blast.report.NotSent.Sample;
import dev.blast.run.RunId;
import dev.blast.stage.Manifest;
import dev.blast.stage.RowSet;
import dev.blast.stage.ShardPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotSentTest {

  private static final Instant AT = Instant.parse("2026-03-01T08:00:00Z");
  private static final RunId RUN = new RunId("morning", AT);
  private static final Reason GONE = new Reason("http-404", "the provider answered 404");
  private static final Reason BUSY = Reason.of("http-503");
  private static final Standing SENT = new Standing.Settled(Outcome.SENT, Reason.NONE, 1, "p", AT);
  private static final Standing REJECTED = new Standing.Settled(Outcome.REJECTED, GONE, 1, "", AT);
  private static final Standing DEFERRED = new Standing.Open(0, 1, BUSY, AT);

  private final ScriptedFacts facts = new ScriptedFacts();

  @Test
  void whereEverybodyWasSentToThereIsNobody() {
    facts.envelope(0, 0, SENT, SENT).envelope(0, 1, SENT, SENT).envelope(0, 2, SENT);
    facts.envelope(1, 0, SENT);

    assertThat(groups()).isEmpty();
  }

  @Test
  void classesComeByOutcomeAndTheLargestFirstWithTheirFirstFewPlaces() {
    facts.envelope(0, 0, REJECTED, DEFERRED).envelope(0, 1, REJECTED, DEFERRED);
    facts.envelope(0, 2, new Standing.Settled(Outcome.REJECTED, BUSY, 1, "", AT));
    facts.envelope(1, 0, REJECTED);

    assertThat(groups())
        .containsExactly(
            new Group(
                "rejected",
                "http-404",
                3,
                List.of(new Sample(0, 0, GONE), new Sample(0, 2, GONE), new Sample(1, 0, GONE))),
            new Group("rejected", "http-503", 1, List.of(new Sample(0, 4, BUSY))),
            new Group(
                "open", "http-503", 2, List.of(new Sample(0, 1, BUSY), new Sample(0, 3, BUSY))));
  }

  @Test
  void whoIsInAnEnvelopeThatNobodyClaimedIsOpenWithoutAReason() {
    facts.envelope(0, 1, SENT, DEFERRED);

    assertThat(groups())
        .containsExactly(
            new Group(
                "open",
                "",
                4,
                List.of(
                    new Sample(0, 0, Reason.NONE),
                    new Sample(0, 1, Reason.NONE),
                    new Sample(0, 4, Reason.NONE))),
            new Group("open", "http-503", 1, List.of(new Sample(0, 3, BUSY))));
  }

  /** Shard 0: five recipients in envelopes of 2, 2, 1; shard 1: one recipient. */
  private List<Group> groups() {
    Manifest manifest =
        new Manifest(
            new StagedCounts(6, Map.of(), 6),
            2,
            100,
            "",
            "",
            List.of("id"),
            10,
            List.of(shard(0, 10, 50, 5), shard(1, 50, 100, 1)));
    return NotSent.of(RUN, manifest, facts);
  }

  private static ShardPlan shard(int number, long from, long to, int recipients) {
    return new ShardPlan(number, from, to, 2, recipients, recipients, "", RowSet.NONE, RowSet.NONE);
  }
}
