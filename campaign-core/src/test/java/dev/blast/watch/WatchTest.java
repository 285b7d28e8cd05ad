package dev.blast.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Campaigns;
import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.delivery.MemoryLedger;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.StagedCounts;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.redrive.Selection;
import dev.blast.run.Control;
import dev.blast.run.MemoryRunControl;
import dev.blast.run.MemoryRunLog;
import dev.blast.run.Pause;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.stage.Manifest;
import dev.blast.stage.RowSet;
import dev.blast.stage.ShardPlan;
import dev.blast.watch.Watch.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A run of 1,000 in envelopes of ten. */
class WatchTest {

  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  private static final RunId ID = new RunId("spring", START);
  private static final int PEOPLE = 1_000;
  private static final int PACKING = 10;

  private final MemoryLedger ledger = new MemoryLedger();
  private final MemoryRunControl control = new MemoryRunControl();
  private final MemoryRunLog log = new MemoryRunLog();
  private Instant now = START;
  private int settled;

  @Test
  void aRunThatGoesWellIsLeftAlone() {
    Watch watch = watch("brake: {}\n");
    settle(500, Outcome.SENT);
    Seen seen = watch.look();
    assertThat(seen.tally().count(Outcome.SENT)).isEqualTo(500);
    assertThat(seen.standstill()).isEmpty();
    assertThat(seen.ended()).isFalse();
    assertThat(log.of(ID)).isEmpty();
  }

  @Test
  void theBrakePausesAndSaysWhy() {
    Watch watch = watch("brake: { maxErrors: 0.2, least: 100 }\n");
    watch.look();
    after(Duration.ofSeconds(1));
    settle(160, Outcome.SENT);
    settle(50, Outcome.REJECTED);

    assertThat(watch.look().standstill())
        .contains(
            "paused by the brake: 23.8 % of 210 (refused 50) failed within 1m, and the brake"
                + " allows 20.0 %");
    assertThat(asked().pause().map(Pause::by)).contains(Pause.By.BRAKE);
    assertThat(log.of(ID)).hasSize(1);
  }

  @Test
  void theBrakeLooksNoFurtherBackThanItsWindow() {
    Watch watch = watch("brake: { maxErrors: 0.2, window: 10s, least: 10 }\n");
    watch.look();
    settle(20, Outcome.REJECTED);
    settle(100, Outcome.SENT);
    assertThat(watch.look().standstill()).isEmpty();
    after(Duration.ofSeconds(11));
    settle(10, Outcome.SENT);
    assertThat(watch.look().standstill()).isEmpty();
    after(Duration.ofSeconds(11));
    settle(10, Outcome.REJECTED);
    assertThat(watch.look().standstill()).as("10 of 10 within the window").isPresent();
  }

  @Test
  void fewOutcomesSayNothing() {
    Watch watch = watch("brake: { maxErrors: 0.2, least: 100 }\n");
    watch.look();
    settle(90, Outcome.REJECTED);
    assertThat(watch.look().standstill()).isEmpty();
  }

  @Test
  void whoGoesOnAfterTheBrakeIsJudgedByWhatComesThen() {
    Watch watch = watch("brake: { maxErrors: 0.2, least: 100 }\n");
    watch.look();
    settle(200, Outcome.REJECTED);
    assertThat(watch.look().standstill()).isPresent();
    assertThat(watch.look().standstill()).as("still paused").isPresent();
    control.change(ID, Control::resumed);
    settle(100, Outcome.SENT);

    assertThat(watch.look().standstill()).isEmpty();
  }

  @Test
  void nobodyButTheCanaryIsSentToUntilItHasPassed() {
    Watch watch = watch("canary: { first: 5%, wait: 10m }\n");
    settle(40, Outcome.SENT);
    assertThat(watch.look().standstill()).contains("canary: 40 of the first 50 have an outcome");
    settle(10, Outcome.SENT);
    assertThat(watch.look().standstill())
        .hasValueSatisfying(why -> assertThat(why).contains("waiting until"));
    after(Duration.ofMinutes(10).minusMillis(1));
    watch.look();
    assertThat(asked().canaryPassed()).isFalse();
    after(Duration.ofMillis(1));

    assertThat(watch.look().standstill()).isEmpty();
    assertThat(asked().canaryPassed()).isTrue();
    assertThat(log.of(ID)).hasSize(1);
  }

  @Test
  void aCanaryThatIsRefusedTooOftenPausesTheRun() {
    Watch watch = watch("canary: { first: 50, wait: 0s, maxRefused: 0.1 }\n");
    settle(40, Outcome.SENT);
    settle(10, Outcome.REJECTED);

    assertThat(watch.look().standstill())
        .contains(
            "paused by the canary: of the canary 20.0 % of 50 (refused 10) failed, and it allows"
                + " 10.0 %");
    assertThat(asked().canaryPassed()).isFalse();
    control.change(ID, Control::resumed);
    assertThat(watch.look().standstill()).as("the operator's leave for all others").isEmpty();
  }

  @Test
  void aCanaryThatWentWellMayAskAllTheSame() {
    Watch watch = watch("canary: { first: 50, wait: 0s, then: ask }\n");
    settle(50, Outcome.SENT);

    assertThat(watch.look().standstill())
        .hasValueSatisfying(
            why -> assertThat(why).startsWith("paused by the canary: the canary went well"));
    assertThat(asked().canaryPassed()).isFalse();
  }

  @Test
  void goingOnAfterAnotherPauseIsNoLeaveForTheOthers() {
    Watch watch = watch("canary: { first: 50, wait: 0s }\n");
    control.change(ID, before -> before.paused(new Pause(Pause.By.OPERATOR, "", now)));
    assertThat(watch.look().standstill()).contains("paused by the operator");
    control.change(ID, Control::resumed);

    assertThat(watch.look().standstill()).contains("canary: 0 of the first 50 have an outcome");
  }

  @Test
  void aCancelledRunIsOverForEverybodyAtOnce() {
    Watch watch = watch("");
    settle(300, Outcome.SENT);
    control.change(ID, before -> before.cancelled(now));

    Seen seen = watch.look();
    assertThat(seen.ended()).isTrue();
    assertThat(seen.tally().open()).isZero();
    assertThat(seen.tally().count(Outcome.CANCELLED)).isEqualTo(700);
    assertThat(seen.tally().balances()).isTrue();
  }

  @Test
  void whatIsInFlightAtACancellationIsWaitedFor() {
    Watch watch = watch("");
    Claim.Granted held = claim(new EnvelopeId(ID, 0, 0));
    control.change(ID, before -> before.cancelled(now));
    assertThat(watch.look().tally().open()).isEqualTo(PEOPLE);
    List<Standing> sent = Collections.nCopies(PACKING, standing(Outcome.SENT));
    assertThat(ledger.settle(held.lease(), sent)).isTrue();

    Seen seen = watch.look();
    assertThat(seen.tally().count(Outcome.SENT)).isEqualTo(10);
    assertThat(seen.tally().count(Outcome.CANCELLED)).isEqualTo(990);
  }

  @Test
  void aPausedRunCanBeCancelled() {
    Watch watch = watch("");
    control.change(ID, before -> before.paused(new Pause(Pause.By.OPERATOR, "", now)));
    control.change(ID, before -> before.cancelled(now));
    assertThat(watch.look().tally().open()).isZero();
  }

  @Test
  void whoIsOpenAtTheDeadlineExpires() {
    Watch watch = watch("deadline: 1h\n");
    settle(10, Outcome.SENT);
    after(Duration.ofHours(1));
    assertThat(watch.look().ended()).as("at the deadline").isFalse();
    after(Duration.ofMillis(1));

    Seen seen = watch.look();
    assertThat(seen.ended()).isTrue();
    assertThat(seen.tally().count(Outcome.EXPIRED)).isEqualTo(990);
  }

  @Test
  void whatHasEndedStaysSoThoughTheClockStepsBackAndAnotherProcessLooks() {
    Watch watch = watch("deadline: 1h\n");
    after(Duration.ofHours(1).plusMillis(1));
    Claim.Granted held = claim(new EnvelopeId(ID, 0, 0));
    assertThat(watch.look().tally().open()).as("one is held").isEqualTo(PEOPLE);
    after(Duration.ofHours(-1));

    Seen seen = watch("deadline: 1h\n").look();
    assertThat(seen.ended()).isTrue();
    List<Standing> sent = Collections.nCopies(PACKING, standing(Outcome.SENT));
    assertThat(ledger.settle(held.lease(), sent)).isTrue();
    assertThat(watch("deadline: 1h\n").look().tally().open()).isZero();
  }

  @Test
  void whoeverWatchedTheEndDoesNotEndARedrivenRun() {
    Watch watch = watch("deadline: 1h\n");
    after(Duration.ofHours(1).plusMillis(1));
    assertThat(watch.look().tally().count(Outcome.EXPIRED)).isEqualTo(PEOPLE);
    Selection expired = new Selection(Set.of(Outcome.EXPIRED), Optional.empty());
    assertThat(ledger.reopen(ID, expired)).isEqualTo(PEOPLE);
    control.change(ID, before -> before.withDeadline(START.plus(Duration.ofHours(5))));

    Seen seen = watch.look();
    assertThat(seen.ended()).isFalse();
    assertThat(seen.tally().open()).isEqualTo(PEOPLE);
  }

  @Test
  void aLaterDeadlineIsKept() {
    Watch watch = watch("deadline: 1h\n");
    control.change(ID, before -> before.withDeadline(START.plus(Duration.ofHours(5))));
    after(Duration.ofHours(2));
    assertThat(watch.look().ended()).isFalse();
  }

  private Watch watch(String more) {
    CampaignFile file = Campaigns.demo(more);
    Instant deadline = file.campaign().deadline().of(START, file.campaign().schedule().zone());
    control.opened(ID);
    log.opened(ID);
    Run run = new Run(ID, file, deadline);
    return new Watch(run, manifest(), ledger, ledger, control, log, () -> now);
  }

  private static Manifest manifest() {
    List<ShardPlan> shards =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    new ShardPlan(
                        i, 10 + 50 * i, 60 + 50 * i, 2, 500, 500, "", RowSet.NONE, RowSet.NONE))
            .toList();
    return new Manifest(
        new StagedCounts(PEOPLE, Map.of(), PEOPLE), PACKING, 110, "", "", List.of(), 10, shards);
  }

  private Control asked() {
    return control.of(ID);
  }

  private void after(Duration duration) {
    now = now.plus(duration);
  }

  /** Whole envelopes of so many recipients get an outcome. */
  private void settle(int recipients, Outcome outcome) {
    for (int i = 0; i < recipients / PACKING; i++) {
      Claim.Granted granted = claim(new EnvelopeId(ID, 0, settled++));
      List<Standing> standings = Collections.nCopies(PACKING, standing(outcome));
      assertThat(ledger.settle(granted.lease(), standings)).isTrue();
    }
  }

  private Claim.Granted claim(EnvelopeId id) {
    return (Claim.Granted) ledger.claim(id, PACKING, now, now.plusSeconds(60));
  }

  private Standing standing(Outcome outcome) {
    Reason reason = outcome == Outcome.SENT ? Reason.NONE : Reason.of("refused");
    return new Standing.Settled(outcome, reason, 1, "", now);
  }
}
