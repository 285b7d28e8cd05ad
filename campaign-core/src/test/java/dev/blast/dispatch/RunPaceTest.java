package dev.blast.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Throttle;
import dev.blast.dispatch.Pace.Turn;
import dev.blast.run.ControlView;
import dev.blast.run.MemoryRunControl;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunsContract;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The campaign of these runs has no throttle. */
class RunPaceTest {

  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  private static final RunId ID = new RunId("morning", START);
  private static final Throttle ONE_A_MINUTE = new Throttle.Limit(1, Duration.ofMinutes(1));
  private static final Throttle MANY = new Throttle.Limit(500, Duration.ofSeconds(1));

  private final MemoryRunControl control = new MemoryRunControl();
  private final Run run = RunsContract.run(ID);

  @BeforeEach
  void opens() {
    control.opened(ID);
  }

  @Test
  void untilSomebodyAsksTheCampaignHolds() {
    RunPace pace = new RunPace(run, new ControlView(ID, control), 1);
    assertThat(pace.turn(1_000_000, START)).isEqualTo(new Turn.Now());
    assertThat(pace.turn(1_000_000, START)).isEqualTo(new Turn.Now());
  }

  @Test
  void whoeverSharesThePaceTakesOnlyTheirPartOfTheRate() {
    control.change(ID, asked -> asked.withThrottle(MANY));
    RunPace quarter = new RunPace(run, new ControlView(ID, control), 4);
    Instant now = START;
    int released = 0;
    while (now.isBefore(START.plusSeconds(20))) {
      switch (quarter.turn(5, now)) {
        case Turn.Now() -> released += 5;
        case Turn.NotBefore(Instant again) -> now = again;
      }
    }
    assertThat(released).isBetween(125 * 19, 125 * 21);
  }

  @Test
  void whatWasAskedBeforeTheRunGoesOnHoldsFromTheFirstRecipient() {
    control.change(ID, asked -> asked.withThrottle(ONE_A_MINUTE));
    RunPace pace = new RunPace(run, new ControlView(ID, control), 1);
    assertThat(pace.turn(1, START)).isEqualTo(new Turn.Now());
    assertThat(pace.turn(1, START)).isInstanceOf(Turn.NotBefore.class);
  }

  @Test
  void whoWaitsForALateTurnAsksAgainSoonAndFindsTheNewRateWithinASecond() {
    control.change(ID, asked -> asked.withThrottle(ONE_A_MINUTE));
    RunPace pace = new RunPace(run, new ControlView(ID, control), 1);
    pace.turn(1, START);
    control.change(ID, asked -> asked.withThrottle(MANY));
    Instant now = START;
    while (pace.turn(1, now) instanceof Turn.NotBefore(Instant again)) {
      assertThat(again).isAfter(now);
      now = again;
    }
    assertThat(now).isBeforeOrEqualTo(START.plusSeconds(1));
  }

  @Test
  void aLowerRateHoldsWithinASecond() {
    RunPace pace = new RunPace(run, new ControlView(ID, control), 1);
    pace.turn(1_000, START);
    control.change(ID, asked -> asked.withThrottle(ONE_A_MINUTE));
    assertThat(pace.turn(1, START.plusMillis(501))).isInstanceOf(Turn.NotBefore.class);
  }

  @Test
  void noThrottleInPlaceOfOneIsAChangeLikeAnyOther() {
    control.change(ID, asked -> asked.withThrottle(ONE_A_MINUTE));
    RunPace pace = new RunPace(run, new ControlView(ID, control), 1);
    pace.turn(1, START);
    control.change(ID, asked -> asked.withThrottle(new Throttle.Unlimited()));
    assertThat(pace.turn(1_000, START.plusSeconds(1))).isEqualTo(new Turn.Now());
  }

  @Test
  void aClockThatIsSetBackDoesNotHideAChange() {
    RunPace pace = new RunPace(run, new ControlView(ID, control), 1);
    pace.turn(1_000, START);
    control.change(ID, asked -> asked.withThrottle(ONE_A_MINUTE));
    assertThat(pace.turn(1, START.minus(Duration.ofHours(1)))).isInstanceOf(Turn.NotBefore.class);
  }
}
