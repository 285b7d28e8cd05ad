package dev.blast.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.report.Facts.Ended;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The write went through, its answer did not, and the SDK repeats it. */
class LostAnswersTest extends LedgerScene {

  @Test
  void aClaimRecognisesItself() {
    AtomicInteger sent = loseAnswers("UpdateItem", 2);
    Claim.Granted granted = granted(claim(ledger, FIRST, 2));

    assertThat(sent).hasValue(3);
    assertThat(granted.uncertain()).isFalse();
    assertThat(granted.standings()).containsExactly(Standing.UNTRIED, Standing.UNTRIED);
    assertThat(ledger.settle(granted.lease(), List.of(SENT, SENT))).isTrue();
  }

  @Test
  void aClaimStillKnowsThatTheHolderBeforeItVanished() {
    settle(ledger, FIRST, SENT, Standing.UNTRIED);
    claim(ledger, FIRST, 2);
    loseAnswers("UpdateItem", 1);
    Claim.Granted granted = granted(ledger.claim(FIRST, 2, LATER, LATER.plusSeconds(60)));

    assertThat(granted.uncertain()).isTrue();
    assertThat(granted.standings()).containsExactly(SENT, Standing.UNTRIED);
  }

  @Test
  void aClaimAfterTheEndGivesBackWhatItFound() {
    settle(ledger, FIRST, SENT, Standing.UNTRIED);
    ledger.end(RUN, CANCELLED);
    loseAnswers("UpdateItem", 1);

    assertThat(claim(ledger, FIRST, 2)).isEqualTo(new Claim.AllSettled());
    loseAnswers("UpdateItem", 1);
    assertThat(claim(ledger, SECOND, 2)).isEqualTo(new Claim.AllSettled());
    loseAnswers("DeleteItem", 1);
    assertThat(claim(ledger, SECOND, 2)).isEqualTo(new Claim.AllSettled());
    assertThat(ledger.sweep(RUN, CANCELLED, 10, NOW)).isTrue();
    assertThat(reasons())
        .containsExactly(count(Outcome.SENT, "", 1), count(Outcome.CANCELLED, "cancelled", 1 + 8));
    assertThat(unclaimed()).contains(8L);
  }

  @Test
  void aSettleAnswersTrueOnceAndIsCountedOnce() {
    Claim.Granted granted = granted(claim(ledger, FIRST, 2));
    AtomicInteger sent = loseAnswers("UpdateItem", 1);

    assertThat(ledger.settle(granted.lease(), List.of(SENT, REFUSED))).isTrue();
    assertThat(sent).hasValue(2);
    assertThat(ledger.settle(granted.lease(), List.of(SENT, REFUSED))).isFalse();
    ledger.flush();
    assertThat(reasons())
        .containsExactly(count(Outcome.SENT, "", 1), count(Outcome.REJECTED, "http-404", 1));
  }

  @Test
  void aSettleIsKnownByItsCallThoughSomebodyElseHasClaimedSince() {
    Claim.Granted granted = granted(claim(ledger, FIRST, 2));
    DynamoLedger other = ledgers.another();
    wire.after(
        (operation, body) -> {
          wire.heal();
          granted(claim(other, FIRST, 2));
          throw new java.io.IOException("connection reset by peer");
        });

    assertThat(ledger.settle(granted.lease(), List.of(SENT, Standing.UNTRIED))).isTrue();
    assertThat(envelopes().getFirst().held()).isTrue();
  }

  @Test
  void aFlushCountsNobodyTwice() {
    settle(ledger, FIRST, SENT, SENT);
    AtomicInteger sent = loseAnswers("PutItem", 2);
    ledger.flush();
    ledger.flush();

    assertThat(sent).hasValue(3);
    assertThat(reasons()).containsExactly(count(Outcome.SENT, "", 2));
  }

  @Test
  void aRunIsEndedOnce() {
    wire.loseFirstAnswers();
    ledger.end(RUN, CANCELLED);

    assertThat(ledger.sweep(RUN, CANCELLED, 5, NOW)).isTrue();
    assertThat(ledger.ending(RUN)).contains(new Ended(CANCELLED, 5));
    assertThat(reasons()).containsExactly(count(Outcome.CANCELLED, "cancelled", 5));
  }

  @Test
  void whatTheSweepAndTheQueueGiveUpIsCountedOnce() {
    settle(ledger, FIRST, SENT, Standing.UNTRIED);
    loseAnswers("UpdateItem", 1);
    ledger.record(FIRST, 2, Reason.of("queue-refused"), NOW);
    assertThat(reasons())
        .containsExactly(count(Outcome.SENT, "", 1), count(Outcome.INVALID, "queue-refused", 1));

    settle(ledger, SECOND, SENT, Standing.UNTRIED);
    ledger.end(RUN, CANCELLED);
    wire.after(
        (operation, body) -> {
          if (operation.equals("UpdateItem") && body.contains("#shard#")) {
            wire.heal();
            throw new java.io.IOException("connection reset by peer");
          }
        });
    assertThat(ledger.sweep(RUN, CANCELLED, 4, NOW)).isTrue();
    assertThat(reasons())
        .containsExactly(
            count(Outcome.SENT, "", 2),
            count(Outcome.CANCELLED, "cancelled", 1),
            count(Outcome.INVALID, "queue-refused", 1));
  }
}
