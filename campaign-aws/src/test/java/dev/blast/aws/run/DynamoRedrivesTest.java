package dev.blast.aws.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.outcome.Outcome;
import dev.blast.redrive.Redrives;
import dev.blast.redrive.Redrives.Redrive;
import dev.blast.redrive.RedrivesContract;
import dev.blast.redrive.Selection;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
import dev.blast.run.RunsContract;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DynamoRedrivesTest extends RedrivesContract {

  private final Stand stand = new Stand();
  private final Redrives redrives = new DynamoRedrives(stand.client(), stand.table());

  @AfterEach
  void close() {
    stand.close();
  }

  @Override
  protected Redrives redrives() {
    return redrives;
  }

  @Override
  protected Runs runs() {
    return stand.runs();
  }

  @Test
  void aWriteWhoseAnswerIsLostFindsItself() {
    assertThat(runs().open(RunsContract.run(RUN))).isTrue();
    runs().advance(RUN, RunState.Event.MANIFEST_FROZEN);
    loseTheNextAnswer();
    assertThat(redrives.close(RUN, 0)).isTrue();

    loseTheNextAnswer();
    Redrive begun =
        redrives
            .begin(
                RUN,
                new Selection(Set.of(Outcome.DEAD), Optional.empty()),
                Instant.parse("2026-03-01T20:00:00Z"))
            .orElseThrow();
    loseTheNextAnswer();
    assertThat(redrives.reopened(begun)).isTrue();
    assertThat(redrives.latest(RUN)).isEqualTo(1);
  }

  private void loseTheNextAnswer() {
    AtomicInteger lost = new AtomicInteger();
    stand
        .dynamo()
        .wire()
        .after(
            (operation, body) -> {
              if (operation.equals("UpdateItem") && lost.getAndIncrement() == 0) {
                throw new IOException("connection reset by peer");
              }
            });
  }
}
