package dev.blast.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.redrive.Selection;
import dev.blast.report.Facts.Ended;
import dev.blast.report.Facts.EnvelopeFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Claims beside the end of the run: of the two, at least one sees the other. */
class EndRaceTest extends LedgerScene {

  /** A claim writes, and then reads the ending. */
  private static final String BETWEEN_WRITE_AND_READ = "GetItem";

  private final DynamoLedger watch = ledgers.another();

  @Test
  void theRunEndsBetweenAClaimsWriteAndItsRead() {
    List<Boolean> swept = new ArrayList<>();
    before(
        BETWEEN_WRITE_AND_READ,
        () -> {
          watch.end(RUN, CANCELLED);
          swept.add(watch.sweep(RUN, CANCELLED, 5, NOW));
        });

    assertThat(claim(ledger, FIRST, 2)).isEqualTo(new Claim.AllSettled());
    assertThat(swept).as("it saw the claim").containsExactly(false);
    assertThat(envelopes()).isEmpty();
    assertThat(watch.sweep(RUN, CANCELLED, 5, NOW)).isTrue();
    assertThat(unclaimed()).contains(5L);
  }

  @Test
  void aClaimIsGrantedBeforeTheRunEndsAndTheSweepWaitsForIt() {
    Claim.Granted granted = granted(claim(ledger, FIRST, 2));
    watch.end(RUN, CANCELLED);

    assertThat(watch.sweep(RUN, CANCELLED, 5, NOW)).isFalse();
    assertThat(ledger.settle(granted.lease(), List.of(SENT, Standing.UNTRIED))).isTrue();
    assertThat(watch.sweep(RUN, CANCELLED, 5, NOW)).isTrue();
    ledger.flush();
    assertThat(reasons())
        .containsExactly(count(Outcome.SENT, "", 1), count(Outcome.CANCELLED, "cancelled", 4));
  }

  /** The sweep has counted everybody unclaimed, and then a claim writes that was on its way. */
  @Test
  void aClaimThatComesAfterTheCountTakesItsItemAway() {
    before(
        "UpdateItem",
        () -> {
          watch.end(RUN, CANCELLED);
          assertThat(watch.sweep(RUN, CANCELLED, 5, NOW)).isTrue();
        });

    assertThat(claim(ledger, FIRST, 2)).isEqualTo(new Claim.AllSettled());
    assertThat(envelopes()).isEmpty();
    assertThat(unclaimed()).contains(5L);
  }

  @Test
  void aClaimThatVanishesBeforeItGaveBackIsSweptOnceItsLeaseRanOut() {
    vanishBefore(BETWEEN_WRITE_AND_READ);
    assertThatThrownBy(() -> claim(ledger, FIRST, 2)).isInstanceOf(LedgerUnreachable.class);
    wire.heal();
    watch.end(RUN, CANCELLED);

    assertThat(watch.sweep(RUN, CANCELLED, 5, LATER.minusMillis(1))).isFalse();
    assertThat(watch.sweep(RUN, CANCELLED, 5, LATER)).isTrue();
    assertThat(reasons())
        .containsExactly(
            count(Outcome.CANCELLED, "cancelled", 3), count(Outcome.UNCONFIRMED, "cancelled", 2));
    assertThat(unclaimed()).contains(3L);
  }

  @Test
  void aClaimThatVanishesAfterTheCountStaysAmongTheUnclaimed() {
    watch.end(RUN, CANCELLED);
    assertThat(watch.sweep(RUN, CANCELLED, 5, NOW)).isTrue();
    vanishBefore(BETWEEN_WRITE_AND_READ);
    assertThatThrownBy(() -> claim(ledger, FIRST, 2)).isInstanceOf(LedgerUnreachable.class);
    wire.heal();

    assertThat(envelopes()).as("the ending speaks for them").isEmpty();
    assertThat(watch.sweep(RUN, CANCELLED, 5, NOW)).isTrue();
    assertThat(watch.sweep(RUN, CANCELLED, 5, LATER)).isTrue();
    assertThat(ledger.claim(FIRST, 2, LATER, LATER.plusSeconds(9)))
        .isEqualTo(new Claim.AllSettled());
    ledger.record(FIRST, 2, Reason.of("queue-refused"), LATER);
    assertThat(ledger.of(RUN, 0, 2).cardinality()).isEqualTo(2);
    assertThat(ledger.recount(RUN)).isTrue();
    assertThat(reasons()).containsExactly(count(Outcome.CANCELLED, "cancelled", 5));
  }

  @Test
  void aClaimThatCannotReadTheEndingGivesTheEnvelopeBack() {
    wire.before(
        (operation, body) -> {
          if (operation.equals(BETWEEN_WRITE_AND_READ)) {
            throw new java.io.IOException("no route to host");
          }
        });
    assertThatThrownBy(() -> claim(ledger, FIRST, 2)).isInstanceOf(LedgerUnreachable.class);
    wire.heal();

    assertThat(envelopes()).isEmpty();
    assertThat(granted(claim(ledger, FIRST, 2)).uncertain()).isFalse();
  }

  @Test
  void whatIsGivenBackIsAsItWas() {
    settle(ledger, FIRST, SENT, Standing.UNTRIED);
    Claim.Granted vanished = granted(claim(ledger, FIRST, 2));
    watch.end(RUN, CANCELLED);

    assertThat(ledgers.another().claim(FIRST, 2, LATER, LATER.plusSeconds(60)))
        .isEqualTo(new Claim.AllSettled());
    assertThat(ledger.settle(vanished.lease(), List.of(SENT, REFUSED)))
        .as("its lease ran out and was followed by no other")
        .isTrue();
  }

  @Test
  void anEndThatBrokeOffIsFinishedByTheSweep() {
    wire.before(
        (operation, body) -> {
          if (operation.equals("PutItem") && !body.contains("ending#0")) {
            throw new java.io.IOException("no route to host");
          }
        });
    assertThatThrownBy(() -> watch.end(RUN, CANCELLED)).isInstanceOf(LedgerUnreachable.class);
    wire.heal();
    granted(claim(ledger, SECOND, 2));

    assertThat(watch.sweep(RUN, CANCELLED, 5, NOW)).isFalse();
    assertThat(claim(ledger, new EnvelopeId(RUN, 1, 8), 2)).isEqualTo(new Claim.AllSettled());
  }

  @Test
  void ofTwoSweepsTheOneThatBeganFirstCountsNobody() {
    watch.end(RUN, CANCELLED);
    List<Boolean> other = new ArrayList<>();
    before(
        "Query",
        () -> {
          other.add(ledgers.another().sweep(RUN, CANCELLED, 5, NOW));
        });

    assertThat(watch.sweep(RUN, CANCELLED, 5, NOW)).isFalse();
    assertThat(other).containsExactly(true);
    assertThat(watch.sweep(RUN, CANCELLED, 5, NOW)).isTrue();
    assertThat(reasons()).containsExactly(count(Outcome.CANCELLED, "cancelled", 5));
  }

  @Test
  void aReopeningThatBrokeOffIsFinishedByTheNext() {
    Ending expired = Ending.expired(NOW);
    watch.end(RUN, expired);
    assertThat(watch.sweep(RUN, expired, 5, NOW)).isTrue();
    Selection all = new Selection(Set.of(Outcome.EXPIRED), Optional.empty());
    wire.before(
        (operation, body) -> {
          if (operation.equals("DeleteItem") && body.contains("ending#7")) {
            throw new java.io.IOException("no route to host");
          }
        });
    assertThatThrownBy(() -> watch.reopen(RUN, all)).isInstanceOf(LedgerUnreachable.class);
    wire.heal();

    assertThat(watch.reopen(RUN, all)).isEqualTo(5);
    for (int sequence = 0; sequence < BlastTable.SPREAD; sequence++) {
      granted(claim(ledger, new EnvelopeId(RUN, 0, sequence), 1));
    }
    assertThat(reasons()).isEmpty();
  }

  /** Many senders in two processes, and the run is ended somewhere in the middle. */
  @Test
  void theBooksBalanceWhereverTheEndCutsIn() throws Exception {
    int envelopes = 300;
    CountDownLatch middle = new CountDownLatch(envelopes / 3);
    DynamoLedger other = ledgers.another();
    List<Callable<Boolean>> senders = new ArrayList<>();
    for (int i = 0; i < envelopes; i++) {
      EnvelopeId id = new EnvelopeId(RUN, i % Ledgers.SHARDS, i / Ledgers.SHARDS);
      DynamoLedger mine = i % 2 == 0 ? ledger : other;
      senders.add(
          () -> {
            Claim claim = claim(mine, id, 3);
            middle.countDown();
            return claim instanceof Claim.Granted granted
                && mine.settle(granted.lease(), List.of(SENT, Standing.UNTRIED, REFUSED));
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<Boolean>> answers = senders.stream().map(threads::submit).toList();
      middle.await();
      watch.end(RUN, CANCELLED);
      boolean early = watch.sweep(RUN, CANCELLED, 3L * envelopes, NOW);
      long settled = 0;
      for (Future<Boolean> answer : answers) {
        settled += answer.get() ? 1 : 0;
      }
      ledger.flush();
      other.flush();

      assertThat(early || watch.sweep(RUN, CANCELLED, 3L * envelopes, NOW)).isTrue();
      assertThat(settled).isGreaterThan(0);
      verify(3L * envelopes, settled);
    }
  }

  private void verify(long recipients, long settled) {
    List<EnvelopeFacts> envelopes = envelopes();
    assertThat(envelopes)
        .hasSize((int) settled)
        .allSatisfy(
            envelope ->
                assertThat(envelope.standings()).noneMatch(Standing.Open.class::isInstance));
    assertThat(ledger.ending(RUN)).contains(new Ended(CANCELLED, recipients - 3 * settled));
    assertThat(reasons())
        .containsExactly(
            count(Outcome.SENT, "", settled),
            count(Outcome.REJECTED, "http-404", settled),
            count(Outcome.CANCELLED, "cancelled", recipients - 2 * settled));
    assertThat(reasons().stream().mapToLong(ReasonCount::recipients).sum()).isEqualTo(recipients);
  }
}
