package dev.blast.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.campaign.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every store of what is asked of runs promises. */
public abstract class RunControlContract {

  private static final RunId ID = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));
  private static final Throttle PER_SECOND = new Throttle.Limit(500, Duration.ofSeconds(1));
  private static final Throttle PER_MINUTE = new Throttle.Limit(7, Duration.ofMinutes(1));

  /** The store under test, empty at the beginning of each test. */
  protected abstract RunControl control();

  /** Opens a run, so that something can be asked of it. */
  protected abstract void open(RunId id);

  /** The same store, as another process sees it a second later. */
  protected abstract RunControl elsewhere();

  @Test
  void nothingIsAskedOfARunAtFirst() {
    open(ID);
    assertThat(control().of(ID)).isEqualTo(Control.NONE);
  }

  @Test
  void nothingIsAskedOfARunThatIsNotThereAndNothingCanBe() {
    assertThat(control().of(ID)).isEqualTo(Control.NONE);
    assertThatThrownBy(() -> control().change(ID, asked -> asked.withThrottle(PER_SECOND)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(ID.toString());
    assertThat(control().of(ID)).isEqualTo(Control.NONE);
  }

  @Test
  void whatIsAskedIsSeenHereAndElsewhere() {
    open(ID);
    for (Throttle asked : new Throttle[] {PER_SECOND, PER_MINUTE, new Throttle.Unlimited()}) {
      Control changed = control().change(ID, before -> before.withThrottle(asked));
      assertThat(changed.throttle()).contains(asked);
      assertThat(control().of(ID)).isEqualTo(changed);
      assertThat(elsewhere().of(ID)).isEqualTo(changed);
    }
  }

  @Test
  void everythingThatCanBeAskedIsKept() {
    open(ID);
    Instant at = Instant.parse("2026-03-01T08:05:00.123Z");
    Pause pause = new Pause(Pause.By.BRAKE, "23 % of \"210\" – failed", at);
    control()
        .change(
            ID,
            before ->
                before
                    .withThrottle(PER_MINUTE)
                    .paused(pause)
                    .cancelled(at)
                    .withCanarySettled(at)
                    .withCanaryPassed()
                    .withDeadline(at)
                    .withAccepted(at));
    assertThat(elsewhere().of(ID))
        .isEqualTo(
            new Control(
                Optional.of(PER_MINUTE),
                Optional.of(pause),
                Optional.of(at),
                Optional.of(at),
                true,
                Optional.of(at),
                Optional.of(at)));
  }

  @Test
  void theFirstPauseAndTheFirstCancellationStay() {
    open(ID);
    Instant first = Instant.parse("2026-03-01T08:05:00Z");
    Instant second = first.plusSeconds(9);
    control().change(ID, asked -> asked.paused(new Pause(Pause.By.BRAKE, "a", first)));
    control().change(ID, asked -> asked.paused(new Pause(Pause.By.OPERATOR, "b", second)));
    control().change(ID, asked -> asked.cancelled(first));
    control().change(ID, asked -> asked.cancelled(second));
    assertThat(control().of(ID).pause()).contains(new Pause(Pause.By.BRAKE, "a", first));
    assertThat(control().of(ID).cancelled()).contains(first);
  }

  @Test
  void whatIsAskedCanBeTakenBack() {
    open(ID);
    control().change(ID, before -> before.withThrottle(PER_SECOND));
    control().change(ID, before -> Control.NONE);
    assertThat(elsewhere().of(ID)).isEqualTo(Control.NONE);
  }

  @Test
  void runsDoNotMix() {
    RunId other = new RunId("morning", ID.scheduled().plusSeconds(1));
    open(ID);
    open(other);
    control().change(other, before -> before.withThrottle(PER_SECOND));
    assertThat(control().of(ID)).isEqualTo(Control.NONE);
  }

  /** Each adds one to what it found: none is lost, however many change at once. */
  @Test
  void changesMadeAtTheSameTimeFollowEachOther() throws Exception {
    open(ID);
    control().change(ID, before -> before.withThrottle(new Throttle.Limit(1, PERIOD)));
    Callable<Control> add = () -> elsewhere().change(ID, RunControlContract::oneMore);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Control> answer : threads.invokeAll(Collections.nCopies(16, add))) {
        assertThat(answer.get().throttle()).isPresent();
      }
    }
    assertThat(control().of(ID).throttle()).contains(new Throttle.Limit(17, PERIOD));
  }

  private static final Duration PERIOD = Duration.ofSeconds(1);

  private static Control oneMore(Control before) {
    return before.throttle().orElseThrow() instanceof Throttle.Limit limit
        ? before.withThrottle(new Throttle.Limit(limit.recipients() + 1, PERIOD))
        : before;
  }
}
