package dev.blast.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.run.RunId;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What every store of checkpoints promises. */
public abstract class CheckpointsContract {

  protected static final RunId RUN = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));
  private static final RunId OTHER = new RunId("evening", Instant.parse("2026-03-01T18:00:00Z"));

  private static final Pass FIRST = Pass.first(RUN);

  /** The checkpoints of a run; stores that keep all runs in one answer the same for each. */
  protected abstract Checkpoints checkpoints(RunId run);

  /** Closes the store and opens it again. */
  protected abstract void reopen();

  @Test
  void aShardNobodyReportedStartsAtItsFirstEnvelope() {
    assertThat(checkpoints(RUN).next(FIRST, 0)).isZero();
  }

  @Test
  void eachShardGoesOnWhereItWas() {
    checkpoints(RUN).reached(FIRST, 0, 10);
    checkpoints(RUN).reached(FIRST, 7, 3);
    checkpoints(RUN).reached(FIRST, 0, 20);

    assertThat(checkpoints(RUN).next(FIRST, 0)).isEqualTo(20);
    assertThat(checkpoints(RUN).next(FIRST, 7)).isEqualTo(3);
    assertThat(checkpoints(RUN).next(FIRST, 1)).isZero();
  }

  @Test
  void aCheckpointNeverGoesBack() {
    checkpoints(RUN).reached(FIRST, 0, 20);
    checkpoints(RUN).reached(FIRST, 0, 10);

    assertThat(checkpoints(RUN).next(FIRST, 0)).isEqualTo(20);
  }

  @Test
  void runsDoNotMix() {
    checkpoints(RUN).reached(FIRST, 0, 20);

    assertThat(checkpoints(OTHER).next(Pass.first(OTHER), 0)).isZero();
  }

  @Test
  void eachPassBeginsAtTheFirstEnvelopeAgain() {
    checkpoints(RUN).reached(FIRST, 3, 20);
    assertThat(checkpoints(RUN).next(FIRST.next(), 3)).isZero();
    checkpoints(RUN).reached(FIRST.next(), 3, 10);

    assertThat(checkpoints(RUN).next(FIRST.next(), 3)).isEqualTo(10);
    assertThat(checkpoints(RUN).next(FIRST, 3)).isEqualTo(20);
  }

  @Test
  void aReopenedStoreKnowsHowFarItWas() {
    checkpoints(RUN).reached(FIRST, 2, 5);
    reopen();

    assertThat(checkpoints(RUN).next(FIRST, 2)).isEqualTo(5);
  }

  @Test
  void theFurthestOfManyReportsAtOnceWins() {
    Checkpoints checkpoints = checkpoints(RUN);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 1; i <= 200; i++) {
        int next = i;
        threads.execute(() -> checkpoints.reached(FIRST, 0, next));
      }
    }

    assertThat(checkpoints.next(FIRST, 0)).isEqualTo(200);
  }
}
