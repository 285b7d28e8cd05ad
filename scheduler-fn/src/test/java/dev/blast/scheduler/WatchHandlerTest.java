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
    schedules.create(WatchHandler.call(ID));
    return new WatchHandler(
        id -> staged ? Optional.of(keeper(run)) : Optional.empty(),
        new WatchHandler.Parts(
            id -> {
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

  private Keeper keeper(Run run) {
    if (runs.state(ID).orElseThrow() == RunState.OPENED) {
      runs.freeze(ID, manifest);
      runs.advance(ID, RunState.Event.MANIFEST_FROZEN);
    }
    Watch watch = new Watch(run, manifest, ledger, ledger, control, log, () -> now);
    Launch launch = new Launch(passes, new MemoryCheckpoints(), orders -> {}, control);
    return new Keeper(
        run,
        manifest,
        new Keeper.Parts(
            runs, watch, launch, new Audit(ledger), Recount.NEVER_NEEDED, () -> false, () -> now));
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
