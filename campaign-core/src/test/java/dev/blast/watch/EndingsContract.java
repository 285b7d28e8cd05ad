package dev.blast.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.delivery.DeliveryLedger;
import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.delivery.DeliveryLedger.Lease;
import dev.blast.dispatch.Unsendables;
import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.redrive.Reopening;
import dev.blast.redrive.Selection;
import dev.blast.report.Facts;
import dev.blast.report.Facts.Ended;
import dev.blast.run.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every ledger promises about runs that are ended early, and about outcomes that are taken
 * back; each adapter's test extends it over an empty store of its own.
 */
public abstract class EndingsContract {

  protected static final RunId RUN = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:05.123Z");
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final Reason STOPPED = new Reason("cancelled", "by the operator");
  private static final Ending CANCELLED = new Ending(Outcome.CANCELLED, STOPPED, NOW);
  private static final Ending EXPIRED =
      new Ending(Outcome.EXPIRED, Reason.of("deadline-passed"), NOW);
  private static final EnvelopeId FIRST = new EnvelopeId(RUN, 0, 0);
  private static final EnvelopeId SECOND = new EnvelopeId(RUN, 0, 1);
  private static final EnvelopeId NEVER_CLAIMED = new EnvelopeId(RUN, 1, 0);

  protected abstract DeliveryLedger ledger();

  protected abstract Facts facts();

  protected abstract Unsendables unsendables();

  protected abstract Endings endings();

  protected abstract Reopening reopening();

  /** Closes the store and opens it again. */
  protected abstract void reopenStore();

  @Test
  void nothingIsClaimedAfterTheEnd() {
    endings().end(RUN, CANCELLED);
    reopenStore();

    assertThat(claim(FIRST, 2)).isEqualTo(new Claim.AllSettled());
    assertThat(endings().sweep(RUN, CANCELLED, 10, NOW)).isTrue();
    assertThat(claim(FIRST, 2)).isEqualTo(new Claim.AllSettled());
  }

  @Test
  void whoWasNeverClaimedIsCountedAtOnce() {
    settle(claim(FIRST, 2), sent(), refused());
    endings().end(RUN, CANCELLED);

    assertThat(facts().ending(RUN)).as("not before the sweep").isEmpty();
    assertThat(endings().sweep(RUN, CANCELLED, 10, NOW)).isTrue();

    assertThat(facts().ending(RUN)).contains(new Ended(CANCELLED, 8));
    assertThat(facts().reasons(RUN))
        .containsExactly(
            new ReasonCount(Outcome.SENT, "", 1),
            new ReasonCount(Outcome.REJECTED, "http-404", 1),
            new ReasonCount(Outcome.CANCELLED, "cancelled", 8));
  }

  @Test
  void aSecondSweepAndASecondEndChangeNothing() {
    endings().end(RUN, CANCELLED);
    assertThat(endings().sweep(RUN, CANCELLED, 3, NOW)).isTrue();
    endings().end(RUN, EXPIRED);
    reopenStore();

    assertThat(endings().sweep(RUN, EXPIRED, 3, NOW)).isTrue();
    assertThat(facts().ending(RUN)).contains(new Ended(CANCELLED, 3));
    assertThat(count(Outcome.CANCELLED)).isEqualTo(3);
    assertThat(count(Outcome.EXPIRED)).isZero();
  }

  @Test
  void anEndingIsKnownUntilItIsSwept() {
    assertThat(endings().unswept(RUN)).isEmpty();
    Lease lease = granted(claim(FIRST, 2)).lease();
    endings().end(RUN, CANCELLED);
    assertThat(endings().sweep(RUN, CANCELLED, 3, NOW)).as("one is held").isFalse();
    reopenStore();

    assertThat(endings().unswept(RUN)).contains(CANCELLED);
    assertThat(endings().sweep(RUN, CANCELLED, 3, lease.until())).isTrue();
    assertThat(endings().unswept(RUN)).isEmpty();
  }

  @Test
  void aSweepOfARunThatWasNotEndedChangesNothing() {
    settle(claim(FIRST, 2), sent(), Standing.UNTRIED);

    assertThat(endings().sweep(RUN, CANCELLED, 10, LATER)).isFalse();
    assertThat(standings(0)).containsExactly(sent(), Standing.UNTRIED);
    assertThat(claim(SECOND, 2)).isInstanceOf(Claim.Granted.class);
  }

  @Test
  void whoIsOpenInAnEnvelopeThatNobodyHoldsGetsTheOutcome() {
    Reason busy = Reason.of("http-503");
    settle(claim(FIRST, 2), sent(), new Standing.Open(0, 3, busy, LATER));
    endings().end(RUN, CANCELLED);

    assertThat(endings().sweep(RUN, CANCELLED, 2, NOW)).isTrue();
    assertThat(standings(0))
        .containsExactly(
            sent(),
            new Standing.Settled(
                Outcome.CANCELLED, new Reason("cancelled", "last answer http-503"), 0, "", NOW));
  }

  @Test
  void whoMayHaveBeenReachedIsUnconfirmed() {
    settle(claim(FIRST, 1), new Standing.Open(1, 0, Reason.of("timeout"), LATER));
    Claim vanished = claim(SECOND, 1);
    assertThat(vanished).isInstanceOf(Claim.Granted.class);
    endings().end(RUN, CANCELLED);

    assertThat(endings().sweep(RUN, CANCELLED, 2, LATER)).isTrue();
    assertThat(count(Outcome.UNCONFIRMED)).isEqualTo(2);
    assertThat(count(Outcome.CANCELLED)).isZero();
  }

  @Test
  void whoeverHoldsAnEnvelopeMayRecordWhatItDidAndLeavesNobodyOpen() {
    Lease lease = granted(claim(FIRST, 3)).lease();
    endings().end(RUN, CANCELLED);
    assertThat(endings().sweep(RUN, CANCELLED, 5, NOW)).as("one is held").isFalse();

    List<Standing> after = List.of(sent(), Standing.UNTRIED, Standing.UNTRIED);
    assertThat(ledger().settle(lease, after)).isTrue();

    assertThat(endings().sweep(RUN, CANCELLED, 5, NOW)).isTrue();
    assertThat(count(Outcome.SENT)).isEqualTo(1);
    assertThat(count(Outcome.CANCELLED)).isEqualTo(4);
    assertThat(facts().ending(RUN)).contains(new Ended(CANCELLED, 2));
  }

  @Test
  void aLeaseThatRanOutAndWasSweptSettlesNothing() {
    Lease lease = granted(claim(FIRST, 1)).lease();
    endings().end(RUN, CANCELLED);
    assertThat(endings().sweep(RUN, CANCELLED, 1, LATER)).isTrue();

    assertThat(ledger().settle(lease, List.of(sent()))).isFalse();
    assertThat(count(Outcome.SENT)).isZero();
    assertThat(count(Outcome.UNCONFIRMED)).isEqualTo(1);
  }

  /** The dispatch may learn only now that the queue will not take an envelope. */
  @Test
  void whatTheQueueRefusesAfterTheEndIsNotCountedTwice() {
    endings().end(RUN, CANCELLED);
    unsendables().record(NEVER_CLAIMED, 4, Reason.of("queue-refused"), NOW);
    assertThat(endings().sweep(RUN, CANCELLED, 4, NOW)).isTrue();
    unsendables().record(NEVER_CLAIMED, 4, Reason.of("queue-refused"), NOW);

    assertThat(count(Outcome.CANCELLED)).isEqualTo(4);
    assertThat(count(Outcome.INVALID)).isZero();
  }

  @Test
  void reopenedRecipientsAreOpenAndOutOfTheCounts() {
    settle(claim(FIRST, 4), sent(), dead("http-500"), dead("timeout"), refused());

    assertThat(reopening().reopen(RUN, only(Outcome.DEAD, "http-500"))).isEqualTo(1);
    reopenStore();

    assertThat(standings(0))
        .containsExactly(
            sent(),
            new Standing.Open(5, 5, 0, Reason.of("http-500"), Instant.EPOCH),
            dead("timeout"),
            refused());
    assertThat(count(Outcome.DEAD)).isEqualTo(1);
    assertThat(granted(claim(FIRST, 4)).uncertain()).isFalse();
  }

  @Test
  void reopeningAgainReopensNobodyElse() {
    settle(claim(FIRST, 2), sent(), dead("timeout"));

    assertThat(reopening().reopen(RUN, only(Outcome.DEAD, "timeout"))).isEqualTo(1);
    assertThat(reopening().reopen(RUN, only(Outcome.DEAD, "timeout"))).isZero();
  }

  @Test
  void expiredRecipientsWhoWereNeverClaimedAreReopenedWithTheEnding() {
    settle(claim(FIRST, 1), sent());
    endings().end(RUN, EXPIRED);
    assertThat(endings().sweep(RUN, EXPIRED, 5, NOW)).isTrue();

    assertThat(reopening().reopen(RUN, new Selection(Set.of(Outcome.EXPIRED), Optional.empty())))
        .isEqualTo(4);

    assertThat(facts().ending(RUN)).isEmpty();
    assertThat(count(Outcome.EXPIRED)).isZero();
    assertThat(claim(FIRST, 1)).isEqualTo(new Claim.AllSettled());
    assertThat(claim(NEVER_CLAIMED, 4)).isInstanceOf(Claim.Granted.class);
  }

  /** Who expired unclaimed stays so while others of the run are sent to again. */
  @Test
  void anEndingThatIsNotChosenStillSpeaksForThoseNeverClaimed() {
    settle(claim(FIRST, 2), sent(), dead("timeout"));
    endings().end(RUN, EXPIRED);
    assertThat(endings().sweep(RUN, EXPIRED, 5, NOW)).isTrue();

    assertThat(reopening().reopen(RUN, only(Outcome.DEAD, "timeout"))).isEqualTo(1);

    assertThat(claim(NEVER_CLAIMED, 3)).isEqualTo(new Claim.AllSettled());
    Claim.Granted again = granted(claim(FIRST, 2));
    assertThat(ledger().settle(again.lease(), List.of(sent(), again.standings().get(1)))).isTrue();
    assertThat(standings(0)).last().isInstanceOf(Standing.Open.class);
    assertThat(count(Outcome.EXPIRED)).isEqualTo(3);
  }

  private static Selection only(Outcome outcome, String code) {
    return new Selection(Set.of(outcome), Optional.of(code));
  }

  private static Standing sent() {
    return new Standing.Settled(Outcome.SENT, Reason.NONE, 1, "p", NOW);
  }

  private static Standing refused() {
    return new Standing.Settled(Outcome.REJECTED, Reason.of("http-404"), 1, "", NOW);
  }

  private static Standing dead(String code) {
    return new Standing.Settled(Outcome.DEAD, Reason.of(code), 5, "", NOW);
  }

  private Claim claim(EnvelopeId id, int recipients) {
    return ledger().claim(id, recipients, NOW, LATER);
  }

  private void settle(Claim claim, Standing... standings) {
    assertThat(ledger().settle(granted(claim).lease(), List.of(standings))).isTrue();
  }

  private static Claim.Granted granted(Claim claim) {
    assertThat(claim).isInstanceOf(Claim.Granted.class);
    return (Claim.Granted) claim;
  }

  private long count(Outcome outcome) {
    return facts().outcomes(RUN).getOrDefault(outcome, 0L);
  }

  private List<Standing> standings(int shard) {
    List<Standing> found = new ArrayList<>();
    facts().envelopes(RUN, shard, envelope -> found.addAll(envelope.standings()));
    return found;
  }
}
