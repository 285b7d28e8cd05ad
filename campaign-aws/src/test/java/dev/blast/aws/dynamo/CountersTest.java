package dev.blast.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Counts that are kept apart from what they count. */
class CountersTest extends LedgerScene {

  private static final EnvelopeId THIRD = new EnvelopeId(RUN, 3, 0);

  @Test
  void whatIsNotFlushedIsOnRecordAndNotCounted() {
    settle(ledger, FIRST, SENT, REFUSED);

    assertThat(reasons()).isEmpty();
    assertThat(envelopes().getFirst().standings()).containsExactly(SENT, REFUSED);
    ledger.flush();
    assertThat(reasons())
        .containsExactly(count(Outcome.SENT, "", 1), count(Outcome.REJECTED, "http-404", 1));
  }

  @Test
  void processesAddUp() {
    DynamoLedger other = ledgers.another();
    settle(ledger, FIRST, SENT, REFUSED);
    settle(other, SECOND, SENT, SENT);
    ledger.flush();
    other.flush();
    settle(ledger, THIRD, SENT);
    ledger.flush();

    assertThat(reasons())
        .containsExactly(count(Outcome.SENT, "", 4), count(Outcome.REJECTED, "http-404", 1));
  }

  @Test
  void aFlushThatFailsKeepsEverythingForTheNext() {
    settle(ledger, FIRST, SENT, REFUSED);
    wire.before(
        (operation, body) -> {
          throw new IOException("no route to host");
        });
    assertThatThrownBy(ledger::flush).isInstanceOf(LedgerUnreachable.class);
    wire.heal();
    settle(ledger, SECOND, SENT);

    ledger.flush();
    assertThat(reasons())
        .containsExactly(count(Outcome.SENT, "", 2), count(Outcome.REJECTED, "http-404", 1));
  }

  @Test
  void aFlushWithNothingNewWritesNothing() {
    settle(ledger, FIRST, SENT);
    ledger.flush();
    ledgers.dynamo().units().reset();
    ledger.flush();

    assertThat(ledgers.dynamo().units().writes()).isZero();
  }

  /** Two threads flush; the one that knew less is overtaken on its way. */
  @Test
  void anOlderTotalNeverReplacesANewerOne() {
    settle(ledger, FIRST, SENT);
    Claim.Granted second = granted(claim(ledger, SECOND, 1));
    before(
        "PutItem",
        () -> {
          ledger.settle(second.lease(), List.of(SENT));
          ledger.flush();
        });
    ledger.flush();

    assertThat(reasons()).containsExactly(count(Outcome.SENT, "", 2));
  }

  @Test
  void aRecountMakesUpForAProcessThatVanishedBeforeItsFlush() {
    settle(ledger, FIRST, SENT, REFUSED);
    ledger.flush();
    settle(ledgers.another(), SECOND, SENT, Standing.UNTRIED, REFUSED);
    DynamoLedger watch = ledgers.another();
    assertThat(reasons())
        .containsExactly(count(Outcome.SENT, "", 1), count(Outcome.REJECTED, "http-404", 1));

    for (int times = 0; times < 3; times++) {
      assertThat(watch.recount(RUN)).isTrue();
      assertThat(reasons())
          .containsExactly(count(Outcome.SENT, "", 2), count(Outcome.REJECTED, "http-404", 2));
    }
    settle(ledger, THIRD, SENT);
    ledger.flush();
    assertThat(reasons())
        .containsExactly(count(Outcome.SENT, "", 3), count(Outcome.REJECTED, "http-404", 2));
  }

  @Test
  void aProcessThatFlushesWhatWasRecountedIsFoundByTheNextRecount() {
    settle(ledger, FIRST, SENT);
    DynamoLedger watch = ledgers.another();
    assertThat(watch.recount(RUN)).isTrue();
    ledger.flush();
    assertThat(reasons()).containsExactly(count(Outcome.SENT, "", 2));

    assertThat(watch.recount(RUN)).isTrue();
    assertThat(reasons()).containsExactly(count(Outcome.SENT, "", 1));
  }

  @Test
  void nobodyIsRecountedWhileSomebodyHoldsAnEnvelopeOrCounts() {
    settle(ledgers.another(), FIRST, SENT);
    Claim.Granted held = granted(claim(ledger, SECOND, 1));
    DynamoLedger watch = ledgers.another();
    assertThat(watch.recount(RUN)).isFalse();
    assertThat(reasons()).isEmpty();

    ledger.settle(held.lease(), List.of(SENT));
    AtomicBoolean counted = new AtomicBoolean();
    // after the counters were read for the first time, when the envelopes are
    before(
        "Query",
        "#shard#",
        () -> {
          ledger.flush();
          counted.set(true);
        });
    assertThat(watch.recount(RUN)).isFalse();
    assertThat(counted).isTrue();
    assertThat(reasons()).containsExactly(count(Outcome.SENT, "", 1));
    assertThat(watch.recount(RUN)).isTrue();
    assertThat(reasons()).containsExactly(count(Outcome.SENT, "", 2));
  }

  @Test
  void runsAreCountedApart() {
    RunId evening = new RunId("evening", NOW);
    settle(ledger, FIRST, SENT);
    settle(ledger, new EnvelopeId(evening, 0, 0), REFUSED);
    ledger.flush();

    assertThat(reasons()).containsExactly(count(Outcome.SENT, "", 1));
    assertThat(ledger.reasons(evening)).containsExactly(count(Outcome.REJECTED, "http-404", 1));
  }

  @Test
  void ofTwoProcessesOneIsGrantedTheOtherHearsOfIt() throws Exception {
    DynamoLedger other = ledgers.another();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 20; round++) {
        EnvelopeId id = new EnvelopeId(RUN, 0, round);
        CyclicBarrier start = new CyclicBarrier(2);
        List<Callable<Claim>> both = new ArrayList<>();
        for (DynamoLedger each : List.of(ledger, other)) {
          both.add(
              () -> {
                start.await();
                return claim(each, id, 2);
              });
        }
        List<Claim> answers = new ArrayList<>();
        for (Future<Claim> answer : threads.invokeAll(both)) {
          answers.add(answer.get());
        }
        assertThat(answers).filteredOn(Claim.Granted.class::isInstance).hasSize(1);
        assertThat(answers).contains(new Claim.Held(LATER));
      }
    }
  }
}
