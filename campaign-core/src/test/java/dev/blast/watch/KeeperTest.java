package dev.blast.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Campaigns;
import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.delivery.MemoryLedger;
import dev.blast.dispatch.Launch;
import dev.blast.dispatch.MemoryCheckpoints;
import dev.blast.dispatch.MemoryPasses;
import dev.blast.dispatch.Pass;
import dev.blast.dispatch.ShardOrder;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.StagedCounts;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.report.Audit;
import dev.blast.report.Facts;
import dev.blast.run.MemoryRunControl;
import dev.blast.run.MemoryRunLog;
import dev.blast.run.MemoryRuns;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.stage.Manifest;
import dev.blast.stage.RowSet;
import dev.blast.stage.ShardPlan;
import dev.blast.watch.Keeper.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A run of 40 in two shards of two envelopes of ten. */
class KeeperTest {

  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  private static final RunId ID = new RunId("spring", START);
  private static final Pass FIRST = Pass.first(ID);
  private static final int PACKING = 10;

  private final MemoryRuns runs = new MemoryRuns();
  private final MemoryLedger ledger = new MemoryLedger();
  private final MemoryRunControl control = new MemoryRunControl();
  private final MemoryRunLog log = new MemoryRunLog();
  private final MemoryPasses passes = new MemoryPasses();
  private final MemoryCheckpoints checkpoints = new MemoryCheckpoints();
  private final List<ShardOrder> orders = new ArrayList<>();
  private final List<RunId> recounted = new ArrayList<>();
  private boolean queueEmpty;
  private boolean atWork;
  private boolean refuseOrders;
  private long behind;
  private Instant now = START;

  @Test
  void ordersThatNobodySentAreSentByTheFirstLookAndOnlyOnce() {
    Keeper keeper = keeper("");
    keeper.look();
    keeper.look();
    assertThat(orders)
        .containsExactly(new ShardOrder(FIRST, 0, 1, 2), new ShardOrder(FIRST, 1, 2, 2));
    keeper("").look();
    assertThat(orders).as("by another keeper").hasSize(2);
  }

  @Test
  void ordersWhoseSenderDiedAreSentAgain() {
    passes.opened(ID);
    passes.begin(FIRST);
    keeper("").look();
    assertThat(orders).hasSize(2);
    assertThat(passes.of(ID).orElseThrow().ordered()).isTrue();
  }

  @Test
  void oneDispatcherKeepsThePaceOfAThrottledRun() {
    keeper("throttle: { perSecond: 5 }\n").look();
    assertThat(orders).containsExactly(new ShardOrder(FIRST, 0, 2, 1));
  }

  @Test
  void aRunIsDispatchedWhenEveryShardIs() {
    Keeper keeper = keeper("");
    keeper.look();
    checkpoints.reached(FIRST, 0, 2);
    keeper.look();
    assertThat(runs.state(ID)).contains(RunState.STAGED);
    checkpoints.reached(FIRST, 1, 2);
    keeper.look();
    assertThat(runs.state(ID)).contains(RunState.DISPATCHED);
  }

  @Test
  void aCancelledRunIsClosedThoughItsCountersAreBehind() {
    Keeper keeper = keeper("");
    settleAll();
    behind = 3;
    control.change(ID, asked -> asked.cancelled(now));
    assertThat(keeper.look()).isInstanceOf(Kept.Closed.class);
  }

  @Test
  void aRunAtWhichSomebodyIsAtWorkIsNotAudited() {
    Keeper keeper = keeper("");
    settleAll();
    atWork = true;
    assertThat(keeper.look()).isInstanceOf(Kept.UnderWay.class);
    atWork = false;
    assertThat(keeper.look()).isInstanceOf(Kept.Closed.class);
  }

  @Test
  void theOrdersOfAnotherPassThatWereNotSentAreSentByTheNextLook() {
    Keeper keeper = keeper("deadline: 20h\n");
    queueEmpty = true;
    refuseOrders = true;
    for (int second = 0; second < 400 && passes.of(ID).isEmpty(); second++) {
      now = now.plusSeconds(1);
      assertThatThrownBy(keeper::look).isInstanceOf(IllegalStateException.class);
    }
    refuseOrders = false;
    keeper.look();
    assertThat(orders).hasSize(2);
  }

  @Test
  void aRunWhoseBooksBalanceIsClosedAndAgainSaysSo() {
    Keeper keeper = keeper("");
    settleAll();
    assertThat(keeper.look()).isInstanceOf(Kept.Closed.class);
    assertThat(runs.state(ID)).contains(RunState.CLOSED);
    assertThat(recounted).isNotEmpty();
    assertThat(keeper("").look()).isInstanceOf(Kept.Closed.class);
  }

  @Test
  void whatTheQueueLostIsDispatchedAgainUntilThatDoesNotHelp() {
    Keeper keeper = keeper("deadline: 20h\n");
    queueEmpty = true;
    int told = 0;
    for (int second = 0; second < 3_600; second++) {
      now = now.plusSeconds(1);
      told += keeper.look() instanceof Kept.UnderWay(var seen, boolean stalled) && stalled ? 1 : 0;
    }
    assertThat(passes.of(ID).orElseThrow().pass())
        .as("the first, and two in vain")
        .isEqualTo(new Pass(ID, 2));
    assertThat(told).isEqualTo(1);
    assertThat(recounted).isNotEmpty();
  }

  @Test
  void atTheDeadlineEverybodyExpiresAndTheRunIsClosed() {
    Keeper keeper = keeper("deadline: 1h\n");
    now = now.plus(Duration.ofHours(1)).plusMillis(1);
    assertThat(keeper.look())
        .isInstanceOfSatisfying(
            Kept.Closed.class,
            closed -> assertThat(closed.tally().count(Outcome.EXPIRED)).isEqualTo(40));
    assertThat(orders).as("nobody is dispatched who has expired").isEmpty();
  }

  private Keeper keeper(String more) {
    CampaignFile file = Campaigns.demo(more);
    Instant deadline = file.campaign().deadline().of(START, file.campaign().schedule().zone());
    Run run = new Run(ID, file, deadline);
    if (runs.open(run)) {
      runs.freeze(ID, manifest());
      runs.advance(ID, RunState.Event.MANIFEST_FROZEN);
      control.opened(ID);
      log.opened(ID);
    }
    passes.opened(ID);
    Watch watch = new Watch(run, manifest(), facts(), ledger, control, log, () -> now);
    Launch launch = new Launch(passes, checkpoints, this::send);
    return new Keeper(
        run,
        manifest(),
        runs.latest(ID),
        new Keeper.Parts(
            runs,
            runs,
            watch,
            launch,
            new Audit(ledger),
            this::recount,
            () -> queueEmpty,
            () -> now));
  }

  private boolean recount(RunId run) {
    behind = 0;
    recounted.add(run);
    return !atWork;
  }

  /** Counters that lag behind what the envelopes say. */
  private Facts facts() {
    return new Facts() {
      @Override
      public List<ReasonCount> reasons(RunId run) {
        return ledger.reasons(run).stream()
            .map(each -> new ReasonCount(each.outcome(), each.code(), each.recipients() - behind))
            .filter(each -> each.recipients() > 0)
            .toList();
      }

      @Override
      public Optional<Ended> ending(RunId run) {
        return ledger.ending(run);
      }

      @Override
      public void envelopes(RunId run, int shard, Consumer<EnvelopeFacts> each) {
        ledger.envelopes(run, shard, each);
      }
    };
  }

  private void send(List<ShardOrder> more) {
    if (refuseOrders) {
      throw new IllegalStateException("the queue is away");
    }
    orders.addAll(more);
  }

  private void settleAll() {
    for (int i = 0; i < 4; i++) {
      Claim.Granted granted =
          (Claim.Granted)
              ledger.claim(new EnvelopeId(ID, i / 2, i % 2), PACKING, now, now.plusSeconds(60));
      Standing sent = new Standing.Settled(Outcome.SENT, Reason.NONE, 1, "", now);
      assertThat(ledger.settle(granted.lease(), Collections.nCopies(PACKING, sent))).isTrue();
    }
  }

  private static Manifest manifest() {
    List<ShardPlan> shards =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    new ShardPlan(
                        i, 10 + 50 * i, 60 + 50 * i, 2, 20, 20, "", RowSet.NONE, RowSet.NONE))
            .toList();
    return new Manifest(
        new StagedCounts(40, Map.of(), 40), PACKING, 110, "", "", List.of(), 10, shards);
  }
}
