package dev.blast.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.outcome.Outcome;
import dev.blast.redrive.Redrives.Redrive;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.run.RunState.Event;
import dev.blast.run.Runs;
import dev.blast.run.RunsContract;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of redrives promises, and what it has to do with the runs beside it. */
public abstract class RedrivesContract {

  protected static final RunId RUN = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));

  private static final RunId OTHER = new RunId("evening", Instant.parse("2026-03-01T18:00:00Z"));
  private static final Instant UNTIL = Instant.parse("2026-03-01T20:30:00.123Z");
  private static final Selection DEAD =
      new Selection(Set.of(Outcome.DEAD, Outcome.EXPIRED), Optional.of("http-500"));
  private static final Selection UNCONFIRMED =
      new Selection(Set.of(Outcome.UNCONFIRMED), Optional.empty());

  /** The store under test, and always the same one in a test. */
  protected abstract Redrives redrives();

  /** The runs that it is about. */
  protected abstract Runs runs();

  @Test
  void aRunThatIsNotClosedIsNotRedriven() {
    assertThat(runs().open(RunsContract.run(RUN))).isTrue();
    assertThat(redrives().begin(RUN, DEAD, UNTIL)).isEmpty();
    assertThat(runs().state(RUN)).contains(RunState.OPENED);
    assertThat(redrives().latest(RUN)).isZero();
    assertThat(redrives().reopening(RUN)).isEmpty();
  }

  @Test
  void aRunThatIsNotThereHasNone() {
    assertThat(redrives().latest(OTHER)).isZero();
    assertThat(redrives().reopening(OTHER)).isEmpty();
    assertThatThrownBy(() -> redrives().begin(OTHER, DEAD, UNTIL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> redrives().close(OTHER, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void betweenItsEndsEverybodyKnowsWhatWasAskedAndNobodyClosesTheRun() {
    closed();
    Redrive begun = redrives().begin(RUN, DEAD, UNTIL).orElseThrow();
    assertThat(begun).isEqualTo(new Redrive(RUN, 1, DEAD, UNTIL));
    assertThat(redrives().reopening(RUN)).contains(begun);
    assertThat(redrives().latest(RUN)).isEqualTo(1);
    assertThat(runs().state(RUN)).contains(RunState.REOPENING);
    assertThat(runs().advance(RUN, Event.BOOKS_BALANCED)).isEqualTo(RunState.REOPENING);
    assertThat(redrives().close(RUN, 1)).isFalse();

    assertThat(redrives().reopened(begun)).isTrue();
    assertThat(runs().state(RUN)).contains(RunState.STAGED);
    assertThat(redrives().reopening(RUN)).isEmpty();
    assertThat(redrives().latest(RUN)).isEqualTo(1);
  }

  @Test
  void ofTwoWhoReopenTheSameOneEndsIt() {
    closed();
    Redrive begun = redrives().begin(RUN, DEAD, UNTIL).orElseThrow();
    assertThat(redrives().reopened(begun)).isTrue();
    assertThat(redrives().reopened(begun)).isFalse();
    assertThat(redrives().close(RUN, 1)).isTrue();
    Redrive next = redrives().begin(RUN, UNCONFIRMED, UNTIL.plusSeconds(1)).orElseThrow();
    assertThat(next).isEqualTo(new Redrive(RUN, 2, UNCONFIRMED, UNTIL.plusSeconds(1)));
    assertThat(redrives().reopened(begun)).as("that of an earlier redrive").isFalse();
    assertThat(redrives().reopening(RUN)).contains(next);
  }

  @Test
  void whoReadTheBooksBeforeARedriveClosesNothing() {
    closed();
    assertThat(redrives().close(RUN, 0)).as("again").isTrue();
    Redrive begun = redrives().begin(RUN, DEAD, UNTIL).orElseThrow();
    assertThat(redrives().close(RUN, 0)).isFalse();
    assertThat(redrives().reopened(begun)).isTrue();
    assertThat(redrives().close(RUN, 0)).isFalse();
    assertThat(runs().state(RUN)).contains(RunState.STAGED);
    assertThat(runs().advance(RUN, Event.ALL_ENQUEUED)).isEqualTo(RunState.DISPATCHED);
    assertThat(redrives().close(RUN, 0)).isFalse();
    assertThat(redrives().close(RUN, 1)).isTrue();
    assertThat(runs().state(RUN)).contains(RunState.CLOSED);
    assertThat(redrives().close(RUN, 0)).as("closed, but not what they read").isFalse();
  }

  @Test
  void aRunThatIsNotStagedIsNotClosed() {
    assertThat(runs().open(RunsContract.run(RUN))).isTrue();
    assertThat(redrives().close(RUN, 0)).isFalse();
    assertThat(runs().state(RUN)).contains(RunState.OPENED);
  }

  @Test
  void ofManyWhoBeginAtOnceOneDoes() throws Exception {
    closed();
    Redrives redrives = redrives();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> all =
          IntStream.range(0, 20)
              .<Callable<Boolean>>mapToObj(i -> () -> redrives.begin(RUN, DEAD, UNTIL).isPresent())
              .toList();
      int began = 0;
      for (Future<Boolean> each : threads.invokeAll(all)) {
        began += each.get() ? 1 : 0;
      }
      assertThat(began).isEqualTo(1);
    }
    assertThat(redrives.latest(RUN)).isEqualTo(1);
  }

  private void closed() {
    Run run = RunsContract.run(RUN);
    assertThat(runs().open(run)).isTrue();
    runs().advance(RUN, Event.MANIFEST_FROZEN);
    assertThat(redrives().close(RUN, 0)).isTrue();
    assertThat(runs().state(RUN)).contains(RunState.CLOSED);
  }
}
