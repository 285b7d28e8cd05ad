package dev.blast.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.delivery.DeadEnvelopes.Fate;
import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.delivery.DeliveryLedger.Lease;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.report.Facts;
import dev.blast.run.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every ledger promises of the envelopes of dead letters. */
public abstract class DeadEnvelopesContract {

  protected static final RunId RUN = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:05.123Z");
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final Reason CRASHED = new Reason("sender-crashed", "after 1000 receives");
  private static final EnvelopeId ID = new EnvelopeId(RUN, 3, 7);

  protected abstract DeliveryLedger ledger();

  /** The same ledger. */
  protected abstract DeadEnvelopes dead();

  /** What {@link #ledger} recorded. */
  protected abstract Facts facts();

  /** Closes the store and opens it again. */
  protected abstract void reopen();

  @Test
  void whoseSenderVanishedIsUnconfirmedAndItsHolderIsFencedOff() {
    Lease lease = claim(2, NOW).lease();

    assertThat(dead().giveUp(ID, 2, CRASHED, LATER)).isEqualTo(Fate.GIVEN_UP);
    assertThat(standings()).containsOnly(over(Outcome.UNCONFIRMED, 0));
    assertThat(count(Outcome.UNCONFIRMED)).isEqualTo(2);
    assertThat(ledger().settle(lease, List.of(Standing.UNTRIED, Standing.UNTRIED))).isFalse();
    assertThat(ledger().claim(ID, 2, LATER, LATER)).isEqualTo(new Claim.AllSettled());
  }

  @Test
  void whomNobodyEverClaimedStaysOpen() {
    assertThat(dead().giveUp(ID, 2, CRASHED, LATER)).isEqualTo(Fate.OPEN);
    assertThat(standings()).isEmpty();
    assertThat(claim(2, NOW)).isNotNull();
  }

  @Test
  void aSecondCallAnswersTheSameAndCountsNobodyAgain() {
    claim(2, NOW);
    dead().giveUp(ID, 2, CRASHED, LATER);
    reopen();

    assertThat(dead().giveUp(ID, 2, CRASHED, LATER)).isEqualTo(Fate.GIVEN_UP);
    assertThat(dead().giveUp(ID, 2, CRASHED, LATER)).isEqualTo(Fate.GIVEN_UP);
    assertThat(count(Outcome.UNCONFIRMED)).isEqualTo(2);
  }

  @Test
  void whatSomebodyHoldsIsLeftToItsHolder() {
    Lease lease = claim(1, NOW).lease();

    assertThat(dead().giveUp(ID, 1, CRASHED, LATER.minusMillis(1))).isEqualTo(Fate.HELD);
    assertThat(ledger().settle(lease, List.of(Standing.UNTRIED))).isTrue();
  }

  @Test
  void whoWasDeferredStaysOpen() {
    Standing deferred = new Standing.Open(0, 9, Reason.of("http-503"), Instant.EPOCH);
    ledger().settle(claim(1, NOW).lease(), List.of(deferred));

    assertThat(dead().giveUp(ID, 1, CRASHED, LATER)).isEqualTo(Fate.OPEN);
    assertThat(standings()).containsExactly(deferred);
    assertThat(ledger().claim(ID, 1, LATER, LATER)).isInstanceOf(Claim.Granted.class);
  }

  @Test
  void whatIsSettledStaysSettled() {
    Standing sent = new Standing.Settled(Outcome.SENT, Reason.NONE, 1, "p", NOW);
    ledger().settle(claim(1, NOW).lease(), List.of(sent));

    assertThat(dead().giveUp(ID, 1, CRASHED, LATER)).isEqualTo(Fate.SETTLED);
    assertThat(standings()).containsExactly(sent);
  }

  @Test
  void onlyWhoIsOpenIsGivenUpAndAnAttemptWithoutAnEndIsNeverDead() {
    Standing sent = new Standing.Settled(Outcome.SENT, Reason.NONE, 1, "p", NOW);
    Standing tried = new Standing.Open(1, 0, Reason.of("timeout"), Instant.EPOCH);
    ledger().settle(claim(2, NOW).lease(), List.of(sent, tried));
    claim(2, NOW);

    assertThat(dead().giveUp(ID, 2, CRASHED, LATER)).isEqualTo(Fate.GIVEN_UP);
    assertThat(standings()).containsExactly(sent, over(Outcome.UNCONFIRMED, 1));
    assertThat(count(Outcome.SENT)).isEqualTo(1);
    assertThat(count(Outcome.UNCONFIRMED)).isEqualTo(1);
  }

  @Test
  void anEnvelopeOfAnotherSizeIsRefused() {
    claim(2, NOW);

    assertThatThrownBy(() -> dead().giveUp(ID, 3, CRASHED, LATER))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> dead().giveUp(ID, 0, CRASHED, LATER))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(count(Outcome.UNCONFIRMED)).isZero();
  }

  private static Standing over(Outcome outcome, int attempts) {
    return new Standing.Settled(outcome, CRASHED, attempts, "", LATER);
  }

  private Claim.Granted claim(int recipients, Instant now) {
    return (Claim.Granted) ledger().claim(ID, recipients, now, LATER);
  }

  private List<Standing> standings() {
    List<Standing> standings = new ArrayList<>();
    facts().envelopes(RUN, ID.shard(), each -> standings.addAll(each.standings()));
    return standings;
  }

  private long count(Outcome outcome) {
    return facts().outcomes(RUN).getOrDefault(outcome, 0L);
  }
}
