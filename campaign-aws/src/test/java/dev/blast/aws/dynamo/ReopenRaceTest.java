package dev.blast.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.redrive.Selection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * A redrive that somebody else goes on with, because its process was thought dead, while it is
 * still at work. The other one is called between two requests of the first.
 */
class ReopenRaceTest extends LedgerScene {

  private static final Selection DEAD = new Selection(Set.of(Outcome.DEAD), Optional.empty());
  private static final Standing TIMED_OUT =
      new Standing.Settled(Outcome.DEAD, Reason.of("timeout"), 1, "", NOW);
  private static final Standing TIMED_OUT_AGAIN =
      new Standing.Settled(Outcome.DEAD, Reason.of("timeout"), 2, "", LATER);

  private final DynamoLedger other =
      new DynamoLedger(
          ledgers.dynamo().client(),
          ledgers.dynamo().table(),
          run -> Ledgers.SHARDS,
          Ledgers.CLOCK,
          Ledgers.KEPT);
  private final AtomicBoolean asked = new AtomicBoolean(true);

  @Test
  void ofTwoWhoReopenTheSameEachEnvelopeIsReopenedByOne() {
    settle(ledger, FIRST, TIMED_OUT, SENT);
    settle(ledger, SECOND, TIMED_OUT, TIMED_OUT);
    ledger.flush();
    long[] byTheOther = {0};
    before("UpdateItem", () -> byTheOther[0] = other.reopen(RUN, DEAD, asked::get));

    assertThat(ledger.reopen(RUN, DEAD, asked::get) + byTheOther[0]).isEqualTo(3);
    assertThat(byTheOther[0]).isPositive();
    assertThat(ledger.recount(RUN)).isTrue();
    assertThat(reasons()).containsExactly(count(Outcome.SENT, "", 1));
  }

  @Test
  void whoIsOvertakenInTheMiddleOfAWriteReopensNobodyWhoIsDeadAgain() {
    settle(ledger, FIRST, TIMED_OUT);
    ledger.flush();
    before(
        "UpdateItem",
        () -> {
          assertThat(other.reopen(RUN, DEAD, asked::get)).isEqualTo(1);
          asked.set(false);
          settle(other, FIRST, TIMED_OUT_AGAIN);
          other.flush();
        });

    assertThatThrownBy(() -> ledger.reopen(RUN, DEAD, asked::get))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another has gone on with the redrive of " + RUN);
    assertThat(envelopes()).hasSize(1);
    assertThat(envelopes().getFirst().standings()).containsExactly(TIMED_OUT_AGAIN);
    assertThat(reasons()).containsExactly(count(Outcome.DEAD, "timeout", 1));
  }

  @Test
  void whoWasClaimedForTheFirstTimeAfterwardsIsNotReopened() {
    settle(ledger, FIRST, SENT);
    ledger.flush();
    before(
        "Query",
        () -> {
          assertThat(other.reopen(RUN, DEAD, asked::get)).isZero();
          asked.set(false);
          for (int shard = 0; shard < Ledgers.SHARDS; shard++) {
            settle(other, new EnvelopeId(RUN, shard, 9), TIMED_OUT);
          }
          other.flush();
        });

    assertThatThrownBy(() -> ledger.reopen(RUN, DEAD, asked::get))
        .isInstanceOf(IllegalStateException.class);
    assertThat(reasons())
        .containsExactlyInAnyOrder(
            count(Outcome.SENT, "", 1), count(Outcome.DEAD, "timeout", Ledgers.SHARDS));
  }

  @Test
  void anEndingThatCameAfterwardsStays() {
    Selection expired = new Selection(Set.of(Outcome.EXPIRED), Optional.empty());
    Ending first = Ending.expired(NOW);
    Ending second = Ending.expired(LATER);
    ledger.end(RUN, first);
    assertThat(ledger.sweep(RUN, first, 5, NOW)).isTrue();
    before(
        "DeleteItem",
        () -> {
          assertThat(other.reopen(RUN, expired, asked::get)).isEqualTo(5);
          asked.set(false);
          other.end(RUN, second);
          assertThat(other.sweep(RUN, second, 5, LATER)).isTrue();
        });

    long byTheFirst = ledger.reopen(RUN, expired, asked::get);
    assertThat(byTheFirst).as("it had read them as unclaimed, when it was asked").isEqualTo(5);
    assertThat(ledger.ending(RUN).map(ended -> ended.ending())).contains(second);
    for (int sequence = 0; sequence < BlastTable.SPREAD; sequence++) {
      assertThat(claim(ledger, new EnvelopeId(RUN, 0, sequence), 1))
          .isEqualTo(new dev.blast.delivery.DeliveryLedger.Claim.AllSettled());
    }
    assertThat(ledgers.another().reasons(RUN))
        .isEqualTo(List.of(count(Outcome.EXPIRED, "deadline-passed", 5)));
  }
}
