package dev.blast.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Campaigns;
import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.delivery.MemoryLedger;
import dev.blast.dispatch.Launch;
import dev.blast.dispatch.MemoryCheckpoints;
import dev.blast.dispatch.MemoryPasses;
import dev.blast.dispatch.ShardOrder;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.redrive.Redrives.Redrive;
import dev.blast.redrive.Selection;
import dev.blast.report.Audit;
import dev.blast.report.Facts;
import dev.blast.run.MemoryRunControl;
import dev.blast.run.MemoryRunLog;
import dev.blast.run.MemoryRuns;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.run.RunsContract;
import dev.blast.stage.Manifest;
import dev.blast.watch.Keeper.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keepers of a run of four, all dead, that is redriven: what they must not do to it. */
class RedrivenKeeperTest {

  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  private static final Instant UNTIL = START.plus(Duration.ofHours(9));
  private static final RunId ID = new RunId("spring", START);
  private static final Selection DEAD = new Selection(Set.of(Outcome.DEAD), Optional.empty());

  private final MemoryRuns runs = new MemoryRuns();
  private final MemoryLedger ledger = new MemoryLedger();
  private final MemoryRunControl control = new MemoryRunControl();
  private final MemoryRunLog log = new MemoryRunLog();
  private final MemoryPasses passes = new MemoryPasses();
  private final Manifest manifest = RunsContract.manifest(5);
  private final Run run = new Run(ID, Campaigns.demo(""), START.plus(Duration.ofHours(4)));
  private final List<ShardOrder> orders = new ArrayList<>();
  private final Map<Integer, Runnable> afterReading = new HashMap<>();
  private int readings;

  @BeforeEach
  void staged() {
    assertThat(runs.open(run)).isTrue();
    runs.freeze(ID, manifest);
    runs.advance(ID, RunState.Event.MANIFEST_FROZEN);
    control.opened(ID);
    log.opened(ID);
    passes.opened(ID);
    settle(0, 3);
    settle(1, 1);
  }

  @Test
  void anOldKeeperThatAuditedBeforeTheRedriveDoesNotCloseTheRunAfterIt() {
    Keeper old = keeper();
    afterReading.put(2, this::closedByAnotherAndRedriven);
    assertThat(old.look()).isEqualTo(new Kept.Redriven());
    assertThat(runs.state(ID)).contains(RunState.STAGED);
    assertThat(old.look()).isEqualTo(new Kept.Redriven());
  }

  @Test
  void outcomesThatAreTakenBackWhileTheyAreAuditedAreNoWrongBooks() {
    Keeper old = keeper();
    afterReading.put(1, this::closedByAnotherAndRedriven);
    assertThat(old.look()).isEqualTo(new Kept.Redriven());
    assertThat(runs.state(ID)).contains(RunState.STAGED);
  }

  private void closedByAnotherAndRedriven() {
    assertThat(keeper().look()).isInstanceOf(Kept.Closed.class);
    redriven();
  }

  @Test
  void whileRecipientsAreReopenedNobodyClosesTheRunOrTouchesIt() {
    assertThat(keeper().look()).isInstanceOf(Kept.Closed.class);
    Redrive redrive = runs.begin(ID, DEAD, UNTIL).orElseThrow();
    int before = orders.size();
    assertThat(keeper().look()).isEqualTo(new Kept.Reopening());
    control.change(ID, asked -> asked.cancelled(START));
    assertThat(keeper().look()).isEqualTo(new Kept.Reopening());
    assertThat(ledger.ending(ID)).isEmpty();
    assertThat(orders).hasSize(before);
    assertThat(runs.reopening(ID)).contains(redrive);
  }

  @Test
  void theKeeperOfTheRedriveKeepsItToItsEnd() {
    assertThat(keeper().look()).isInstanceOf(Kept.Closed.class);
    redriven();
    Keeper next = keeper();
    assertThat(next.look()).isInstanceOf(Kept.UnderWay.class);
    settle(0, 3);
    settle(1, 1);
    assertThat(next.look()).isInstanceOf(Kept.Closed.class);
    assertThat(runs.state(ID)).contains(RunState.CLOSED);
  }

  private void redriven() {
    Redrive redrive = runs.begin(ID, DEAD, UNTIL).orElseThrow();
    assertThat(ledger.reopen(ID, DEAD)).isEqualTo(4);
    assertThat(runs.reopened(redrive)).isTrue();
  }

  private Keeper keeper() {
    Watch watch = new Watch(run, manifest, ledger, ledger, control, log, () -> START);
    Launch launch = new Launch(passes, new MemoryCheckpoints(), orders::addAll);
    return new Keeper(
        run,
        manifest,
        runs.latest(ID),
        new Keeper.Parts(
            runs,
            runs,
            watch,
            launch,
            new Audit(audited()),
            Recount.NEVER_NEEDED,
            () -> false,
            () -> START));
  }

  /** The ledger; things happen after the counters were read for the first or the second time. */
  private Facts audited() {
    return new Facts() {
      @Override
      public List<ReasonCount> reasons(RunId id) {
        List<ReasonCount> read = ledger.reasons(id);
        readings++;
        Optional.ofNullable(afterReading.remove(readings)).ifPresent(Runnable::run);
        return read;
      }

      @Override
      public Optional<Ended> ending(RunId id) {
        return ledger.ending(id);
      }

      @Override
      public void envelopes(RunId id, int shard, Consumer<EnvelopeFacts> each) {
        ledger.envelopes(id, shard, each);
      }
    };
  }

  private void settle(int sequence, int recipients) {
    Claim.Granted granted =
        (Claim.Granted)
            ledger.claim(new EnvelopeId(ID, 0, sequence), recipients, START, START.plusSeconds(60));
    Standing dead = new Standing.Settled(Outcome.DEAD, Reason.of("timeout"), 1, "", START);
    assertThat(ledger.settle(granted.lease(), Collections.nCopies(recipients, dead))).isTrue();
  }
}
