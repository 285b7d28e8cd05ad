package dev.blast.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.campaign.Attempts;
import dev.blast.campaign.AudienceSource;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.ChannelSettings;
import dev.blast.campaign.Coupon;
import dev.blast.campaign.Deadline;
import dev.blast.campaign.Duplicates;
import dev.blast.campaign.Message;
import dev.blast.campaign.OnUncertain;
import dev.blast.campaign.Origin;
import dev.blast.campaign.Packing;
import dev.blast.campaign.Safety;
import dev.blast.campaign.Schedule;
import dev.blast.campaign.Template;
import dev.blast.campaign.Throttle;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.StagedCounts;
import dev.blast.stage.Manifest;
import dev.blast.stage.RowSet;
import dev.blast.stage.ShardPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every store of runs promises. A store that reads campaigns back from their text is given
 * {@link #read} as its reader.
 */
public abstract class RunsContract {

  protected static final RunId ID = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));
  private static final Origin ORIGIN = new Origin("/home/ops/早安.yaml");
  private static final String TEXT = "# 🌅 \"quoted\"\r\nid: morning\n\n";
  private static final Instant DEADLINE = Instant.parse("2026-03-01T12:00:00.5Z");

  /** The store under test, empty at the beginning of each test. */
  protected abstract Runs runs();

  /** Closes the store and opens it again. */
  protected abstract void reopen();

  /** A reader that takes every text for the same campaign. */
  public static CampaignReader.Reading read(Origin origin, String text) {
    return new CampaignReader.Reading.Read(new CampaignFile(origin, text, campaign()));
  }

  /** A run to open. */
  public static Run run(RunId id) {
    return new Run(id, new CampaignFile(ORIGIN, TEXT, campaign()), DEADLINE);
  }

  /** A manifest of so many rows. */
  public static Manifest manifest(int rows) {
    return new Manifest(
        new StagedCounts(rows, Map.of(Exclusion.DUPLICATE, 1L), rows - 1),
        3,
        1_000,
        "",
        "ab".repeat(32),
        List.of("id", "адрес"),
        12,
        List.of(
            new ShardPlan(
                0, 12, 1_000, 2, rows, rows - 1, "cd".repeat(32), RowSet.of(4), RowSet.NONE)));
  }

  @Test
  void aRunIsOpenedOnce() {
    assertThat(runs().open(run(ID))).isTrue();
    assertThat(runs().open(run(ID))).isFalse();
    assertThat(runs().state(ID)).contains(RunState.OPENED);
  }

  @Test
  void aRunIsFoundAsItWasOpened() {
    runs().open(run(ID));
    reopen();

    assertThat(runs().find(ID)).contains(run(ID));
  }

  @Test
  void aSecondOpenChangesNothing() {
    runs().open(run(ID));
    CampaignFile changed = new CampaignFile(new Origin("/other.json"), "{}", campaign());
    runs().open(new Run(ID, changed, DEADLINE.plusSeconds(1)));
    reopen();

    assertThat(runs().find(ID)).contains(run(ID));
  }

  @Test
  void aSecondOpenLeavesTheStateAlone() {
    runs().open(run(ID));
    runs().advance(ID, RunState.Event.MANIFEST_FROZEN);
    runs().open(run(ID));

    assertThat(runs().state(ID)).contains(RunState.STAGED);
  }

  @Test
  void aRunNobodyOpenedIsNotThere() {
    assertThat(runs().find(ID)).isEmpty();
    assertThat(runs().state(ID)).isEmpty();
    assertThat(runs().manifest(ID)).isEmpty();
    assertThatThrownBy(() -> runs().advance(ID, RunState.Event.MANIFEST_FROZEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(ID.toString());
    assertThatThrownBy(() -> runs().freeze(ID, manifest(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(ID.toString());
  }

  @Test
  void ofManyOpensAtOnceExactlyOneOpens() throws Exception {
    CyclicBarrier start = new CyclicBarrier(16);
    Callable<Boolean> open =
        () -> {
          start.await();
          return runs().open(run(ID));
        };
    int opened = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> answer : threads.invokeAll(Collections.nCopies(16, open))) {
        opened += answer.get() ? 1 : 0;
      }
    }

    assertThat(opened).isEqualTo(1);
    assertThat(runs().find(ID)).contains(run(ID));
  }

  @Test
  void runsAreListedTheLatestScheduledFirst() {
    assertThat(runs().all()).isEmpty();
    RunId later = new RunId("morning", ID.scheduled().plusSeconds(86_400));
    RunId sameTime = new RunId("evening", ID.scheduled());
    for (RunId id : List.of(ID, later, sameTime)) {
      runs().open(run(id));
    }
    assertThat(runs().open(run(ID))).isFalse();
    reopen();

    assertThat(runs().all()).containsExactly(later, sameTime, ID);
    assertThat(runs().ofCampaign("morning")).containsExactly(later, ID);
    assertThat(runs().ofCampaign("night")).isEmpty();
  }

  @Test
  void aFrozenManifestIsReadBack() {
    runs().open(run(ID));
    assertThat(runs().manifest(ID)).isEmpty();
    runs().freeze(ID, manifest(9));
    runs().freeze(ID, manifest(9));
    reopen();

    assertThat(runs().manifest(ID)).contains(manifest(9));
  }

  @Test
  void anotherManifestIsRefusedOnceOneIsFrozen() {
    runs().open(run(ID));
    runs().freeze(ID, manifest(9));

    assertThatThrownBy(() -> runs().freeze(ID, manifest(10)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(runs().manifest(ID)).contains(manifest(9));
  }

  @Test
  void aRunMovesOnlyAsItsStatesAllow() {
    runs().open(run(ID));

    assertThat(runs().advance(ID, RunState.Event.BOOKS_BALANCED)).isEqualTo(RunState.OPENED);
    assertThat(runs().advance(ID, RunState.Event.MANIFEST_FROZEN)).isEqualTo(RunState.STAGED);
    assertThat(runs().advance(ID, RunState.Event.AUDIENCE_REFUSED)).isEqualTo(RunState.STAGED);
    reopen();
    assertThat(runs().advance(ID, RunState.Event.ALL_ENQUEUED)).isEqualTo(RunState.DISPATCHED);
    assertThat(runs().advance(ID, RunState.Event.BOOKS_BALANCED)).isEqualTo(RunState.CLOSED);
    reopen();
    assertThat(runs().state(ID)).contains(RunState.CLOSED);
  }

  @ParameterizedTest
  @EnumSource(RunState.Event.class)
  void aRefusedRunIsNeverMoved(RunState.Event event) {
    runs().open(run(ID));
    runs().advance(ID, RunState.Event.AUDIENCE_REFUSED);

    assertThat(runs().advance(ID, event)).isEqualTo(RunState.REFUSED);
  }

  @Test
  void runsDoNotMix() {
    RunId other = new RunId("morning", ID.scheduled().plusSeconds(1));
    runs().open(run(ID));
    runs().open(run(other));
    runs().advance(other, RunState.Event.AUDIENCE_REFUSED);

    assertThat(runs().state(ID)).contains(RunState.OPENED);
  }

  private static Campaign campaign() {
    ChannelSettings channel = new ChannelSettings.Demo(Duration.ZERO, 0, 0, 0, 1, 8);
    Template empty = Template.empty();
    return new Campaign(
        "morning",
        "Morning",
        new AudienceSource("people.csv", ',', "id", "address", "", Map.of(), List.of()),
        new Message(channel, empty, empty),
        new Coupon.None(),
        new Schedule.OnDemand(),
        new Deadline.At(DEADLINE),
        Duration.ofHours(1),
        new Throttle.Unlimited(),
        new Packing.Auto(),
        1,
        new Attempts(5, Duration.ofSeconds(1), Duration.ofMinutes(1)),
        Safety.NONE,
        Duplicates.FIRST,
        OnUncertain.RESEND);
  }
}
