package dev.blast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import dev.blast.alert.Alert;
import dev.blast.alert.Alerts;
import dev.blast.campaign.Campaigns;
import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.delivery.MemoryLedger;
import dev.blast.dispatch.Launch;
import dev.blast.dispatch.MemoryCheckpoints;
import dev.blast.dispatch.MemoryPasses;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.redrive.Redrives.Redrive;
import dev.blast.redrive.Selection;
import dev.blast.report.Audit;
import dev.blast.run.MemoryRunControl;
import dev.blast.run.MemoryRunLog;
import dev.blast.run.MemoryRuns;
import dev.blast.run.Pause;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.run.RunsContract;
import dev.blast.schedule.MemorySchedules;
import dev.blast.stage.Manifest;
import dev.blast.watch.Keeper;
import dev.blast.watch.Recount;
import dev.blast.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A run of four in envelopes of three: two envelopes of a shard. */
class WatchHandlerTest {

  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  private static final RunId ID = new RunId("spring", START);
  private static final Map<String, String> EVENT = Map.of("run", ID.toString());

  private final MemoryRuns runs = new MemoryRuns();
  private final MemoryLedger ledger = new MemoryLedger();
  private final MemoryRunControl control = new MemoryRunControl();
  private final MemoryRunLog log = new MemoryRunLog();
  private final MemoryPasses passes = new MemoryPasses();
  private final MemorySchedules schedules = new MemorySchedules();
  private final List<RunId> reported = new ArrayList<>();
  private final List<Alert> alerts = new ArrayList<>();
  private final List<String> logged = new ArrayList<>();
  private final Manifest manifest = RunsContract.manifest(5);
  private Instant now = START;
  private Runnable everySecond = () -> {};
  private boolean staged = true;
  private boolean alertsAreLost;
  private boolean reportsFail;

  @Test
  void itLooksEverySecondUntilTheNextCallComes() {
    WatchHandler handler = handler();
    assertThat(watch(handler)).contains("4 open");
    assertThat(Duration.between(START, now))
        .isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));
    assertThat(reported).isEmpty();
    assertThat(schedules.names("watch-")).hasSize(1);
  }

  @Test
  void aRunThatClosesIsReportedToldAndWatchedNoMore() {
    WatchHandler handler = handler();
    everySecond =
        () -> {
          if (now.equals(START.plusSeconds(5))) {
            settleAll();
          }
        };
    assertThat(watch(handler)).startsWith("closed: ");
    assertThat(now).isEqualTo(START.plusSeconds(5));
    assertThat(reported).containsExactly(ID);
    assertThat(alerts).hasSize(1);
    assertThat(alerts.getFirst().what()).contains("4 sent");
    assertThat(alerts.getFirst().todo()).contains("report.csv");
    assertThat(schedules.names("watch-")).isEmpty();
    assertThat(runs.state(ID)).contains(RunState.CLOSED);
  }

  @Test
  void whatWasLeftUndoneAfterTheCloseIsDoneByTheNextCall() {
    WatchHandler handler = handler();
    settleAll();
    runs.advance(ID, RunState.Event.BOOKS_BALANCED);
    assertThat(watch(handler)).startsWith("closed: ");
    assertThat(reported).containsExactly(ID);
    assertThat(schedules.names("watch-")).isEmpty();
  }

  @Test
  void aReportThatFailsIsToldOfWithTheSummary() {
    WatchHandler handler = handler();
    settleAll();
    reportsFail = true;
    assertThat(watch(handler)).startsWith("closed: ");
    assertThat(alerts).hasSize(1);
    assertThat(alerts.getFirst().todo()).contains("the audience changed", "blast report " + ID);
  }

  @Test
  void anAlertThatIsLostDoesNotKeepARunFromBeingFinished() {
    WatchHandler handler = handler();
    settleAll();
    alertsAreLost = true;
    assertThat(watch(handler)).startsWith("closed: ");
    assertThat(schedules.names("watch-")).isEmpty();
    assertThat(logged).anyMatch(line -> line.startsWith("alert lost"));
  }

  @Test
  void aPauseOfTheBrakeIsToldOnceAndOneOfTheOperatorNever() {
    WatchHandler handler = handler();
    control.change(ID, asked -> asked.paused(new Pause(Pause.By.BRAKE, "too many", now)));
    watch(handler);
    watch(handler);
    assertThat(alerts).hasSize(1);
    assertThat(alerts.getFirst().todo()).contains("blast resume " + ID);
    control.change(ID, asked -> asked.resumed());
    control.change(ID, asked -> asked.paused(new Pause(Pause.By.OPERATOR, "lunch", now)));
    watch(handler);
    assertThat(alerts).hasSize(1);
  }

  @Test
  void aRunThatNeverSentIsWatchedNoMore() {
    WatchHandler handler = handler();
    runs.advance(ID, RunState.Event.CANCELLED_UNSTAGED);
    staged = true;
    assertThat(watch(handler)).isEqualTo("over: CANCELLED");
    assertThat(schedules.names("watch-")).isEmpty();
  }

  @Test
  void aRunThatIsNotStagedYetIsWaitedFor() {
    WatchHandler handler = handler();
    staged = false;
    assertThat(watch(handler)).isEqualTo("not staged yet");
    assertThat(schedules.names("watch-")).hasSize(1);
    assertThat(alerts).isEmpty();
    now = START.plus(Duration.ofMinutes(21));
    assertThat(watch(handler)).isEqualTo("not staged yet");
    assertThat(watch(handler)).isEqualTo("not staged yet");
    assertThat(alerts).hasSize(1);
    assertThat(alerts.getFirst().todo()).contains("blast cancel " + ID);
    runs.advance(ID, RunState.Event.CANCELLED_UNSTAGED);
    assertThat(watch(handler)).isEqualTo("over: CANCELLED");
    assertThat(schedules.names("watch-")).isEmpty();
  }

  @Test
  void aCallThatComesAfterARedriveLeavesTheRunAndTheNewWatchAlone() {
    WatchHandler handler = handler();
    settleAll();
    assertThat(watch(handler)).startsWith("closed: ");
    Redrive redrive = redriven();
    schedules.create(WatchHandler.call(ID, 0));
    schedules.create(WatchHandler.call(ID, 1));
    int told = alerts.size();

    assertThat(watch(handler)).isEqualTo("redriven: another watch has the run");
    assertThat(schedules.names("watch-")).containsExactly(WatchHandler.call(ID, 1).name());
    assertThat(runs.reopened(redrive)).isTrue();
    assertThat(watch(handler)).isEqualTo("redriven: another watch has the run");
    assertThat(runs.state(ID)).contains(RunState.STAGED);
    assertThat(reported).containsExactly(ID);
    assertThat(alerts).hasSize(told);

    assertThat(
            handler
                .handleRequest(Map.of("run", ID.toString(), "redrive", "1"), context())
                .getOrDefault("answer", ""))
        .startsWith("closed: ");
    assertThat(schedules.names("watch-")).isEmpty();
    assertThat(reported).containsExactly(ID, ID);
  }

  @Test
  void aCallInWhoseMidstTheRunIsRedrivenEndsWithoutTouchingTheNewWatch() {
    WatchHandler handler = handler();
    everySecond =
        () -> {
          if (now.equals(START.plusSeconds(5))) {
            settleAll();
            assertThat(runs.close(ID, 0)).isTrue();
            redriven();
            schedules.create(WatchHandler.call(ID, 1));
          }
        };
    assertThat(watch(handler)).isEqualTo("redriven: another watch has the run");
    assertThat(now).isEqualTo(START.plusSeconds(5));
    assertThat(runs.state(ID)).contains(RunState.REOPENING);
    assertThat(schedules.names("watch-")).containsExactly(WatchHandler.call(ID, 1).name());
    assertThat(reported).isEmpty();
  }

  @Test
  void aRunWhoseRecipientsAreBeingReopenedIsWaitedFor() {
    WatchHandler handler = handler();
    settleAll();
    assertThat(runs.close(ID, 0)).isTrue();
    redriven();
    assertThat(
            handler
                .handleRequest(Map.of("run", ID.toString(), "redrive", "1"), context())
                .getOrDefault("answer", ""))
        .isEqualTo("its recipients are being opened again");
    assertThat(runs.state(ID)).contains(RunState.REOPENING);
  }

  @Test
  void noTwoWatchesHaveOneName() {
    RunId numbered = new RunId("2-spring", START);
    assertThat(
            List.of(
                WatchHandler.call(ID, 0).name(),
                WatchHandler.call(ID, 1).name(),
                WatchHandler.call(ID, 2).name(),
                WatchHandler.call(numbered, 0).name()))
        .doesNotHaveDuplicates();
  }

  private Redrive redriven() {
    Selection dead = new Selection(Set.of(Outcome.DEAD), Optional.empty());
    return runs.begin(ID, dead, START.plus(Duration.ofHours(9))).orElseThrow();
  }

  @Test
  void anEventWithoutARunSaysSo() {
    WatchHandler handler = handler();
    assertThatThrownBy(() -> handler.handleRequest(Map.of("run", "x"), context()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"x\"");
    assertThatThrownBy(() -> handler.handleRequest(null, context()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private String watch(WatchHandler handler) {
    return handler.handleRequest(EVENT, context()).getOrDefault("answer", "");
  }

  private Context context() {
    return Invocations.with(() -> 75_000, logged);
  }

  private WatchHandler handler() {
    Run run = new Run(ID, Campaigns.demo(""), START.plus(Duration.ofHours(4)));
    assertThat(runs.open(run)).isTrue();
    control.opened(ID);
    log.opened(ID);
    passes.opened(ID);
    schedules.create(WatchHandler.call(ID, 0));
    return new WatchHandler(
        (id, redrive) -> staged ? Optional.of(keeper(run, redrive)) : Optional.empty(),
        new WatchHandler.Parts(
            runs::state,
            runs::latest,
            (id, redrive) -> {
              if (reportsFail) {
                throw new IllegalStateException("the audience changed");
              }
              reported.add(id);
              return "s3://bucket/runs/" + id + "/report.csv";
            },
            alert -> {
              if (alertsAreLost) {
                throw new Alerts.AlertLost("SNS is away");
              }
              alerts.add(alert);
            },
            schedules,
            pause -> {
              now = now.plus(pause);
              everySecond.run();
            },
            Duration.ofSeconds(58),
            () -> now));
  }

  private Keeper keeper(Run run, int redrive) {
    if (runs.state(ID).orElseThrow() == RunState.OPENED) {
      runs.freeze(ID, manifest);
      runs.advance(ID, RunState.Event.MANIFEST_FROZEN);
    }
    Watch watch = new Watch(run, manifest, ledger, ledger, control, log, () -> now);
    Launch launch = new Launch(passes, new MemoryCheckpoints(), orders -> {});
    return new Keeper(
        run,
        manifest,
        redrive,
        new Keeper.Parts(
            runs,
            runs,
            watch,
            launch,
            new Audit(ledger),
            Recount.NEVER_NEEDED,
            () -> false,
            () -> now));
  }

  private void settleAll() {
    if (runs.state(ID).orElseThrow() == RunState.OPENED) {
      runs.freeze(ID, manifest);
      runs.advance(ID, RunState.Event.MANIFEST_FROZEN);
    }
    settle(0, 3);
    settle(1, 1);
  }

  private void settle(int sequence, int recipients) {
    Claim.Granted granted =
        (Claim.Granted)
            ledger.claim(new EnvelopeId(ID, 0, sequence), recipients, now, now.plusSeconds(60));
    Standing sent = new Standing.Settled(Outcome.SENT, Reason.NONE, 1, "", now);
    assertThat(ledger.settle(granted.lease(), Collections.nCopies(recipients, sent))).isTrue();
  }
}
