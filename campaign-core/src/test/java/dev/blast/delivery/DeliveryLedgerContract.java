package dev.blast.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.delivery.DeliveryLedger.Lease;
import dev.blast.dispatch.Unsendables;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.report.Facts;
import dev.blast.report.Facts.EnvelopeFacts;
import dev.blast.run.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every ledger promises; each adapter's test extends it over an empty store of its own. */
public abstract class DeliveryLedgerContract {

  protected static final RunId RUN = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));
  private static final RunId OTHER = new RunId("evening", Instant.parse("2026-03-01T18:00:00Z"));
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:05.123Z");
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final Reason REFUSED = new Reason("queue-refused", "InvalidMessageContents");
  private static final EnvelopeId ID = new EnvelopeId(RUN, 3, 7);

  /** The ledger of a run; stores that keep all runs in one answer the same for each. */
  protected abstract DeliveryLedger ledger(RunId run);

  /** The facts that {@link #ledger} of this run recorded. */
  protected abstract Facts facts(RunId run);

  /** Where {@link #ledger} of this run records what the queue will never take. */
  protected abstract Unsendables unsendables(RunId run);

  /** Closes the store and opens it again. */
  protected abstract void reopen();

  @Test
  void theFirstClaimIsGrantedWithNobodyTried() {
    Claim.Granted granted = granted(claim(ID, 2, NOW, LATER));

    assertThat(granted.standings()).containsExactly(Standing.UNTRIED, Standing.UNTRIED);
    assertThat(granted.uncertain()).isFalse();
    assertThat(granted.lease().id()).isEqualTo(ID);
    assertThat(granted.lease().until()).isEqualTo(LATER);
  }

  @Test
  void aClaimedEnvelopeIsHeldUntilItsLeaseEnds() {
    claim(ID, 2, NOW, LATER);

    assertThat(claim(ID, 2, LATER.minusMillis(1), LATER.plusSeconds(60)))
        .isEqualTo(new Claim.Held(LATER));
  }

  @Test
  void aLeaseThatEndsAtThisInstantHasRunOutAndTheNextClaimIsUncertain() {
    Claim.Granted first = granted(claim(ID, 2, NOW, LATER));
    Claim.Granted second = granted(claim(ID, 2, LATER, LATER.plusSeconds(60)));

    assertThat(second.uncertain()).isTrue();
    assertThat(second.lease().token()).isNotEqualTo(first.lease().token());
  }

  @Test
  void aLeaseThatRanOutButWasNotFollowedMaySettle() {
    Lease lease = granted(claim(ID, 1, NOW, LATER)).lease();

    assertThat(ledger(RUN).settle(lease, List.of(sent("a", LATER.plusSeconds(9))))).isTrue();
    assertThat(claim(ID, 1, LATER.plusSeconds(10), LATER.plusSeconds(20)))
        .isEqualTo(new Claim.AllSettled());
  }

  @Test
  void anEnvelopeIsAllSettledOnceEveryRecipientHasItsOutcome() {
    settle(granted(claim(ID, 2, NOW, LATER)), sent("a", NOW), dead(NOW));

    assertThat(claim(ID, 2, NOW, LATER)).isEqualTo(new Claim.AllSettled());
    assertThat(claim(ID, 2, LATER, LATER.plusSeconds(1))).isEqualTo(new Claim.AllSettled());
  }

  @Test
  void whatASettleLeavesOpenIsGrantedAgainAtOnceWithoutDoubt() {
    Standing deferred =
        new Standing.Open(0, 1, Reason.of("http-503"), Instant.parse("2026-03-01T07:00:05Z"));
    settle(granted(claim(ID, 3, NOW, LATER)), sent("a", NOW), deferred, Standing.UNTRIED);

    Claim.Granted again = granted(claim(ID, 3, NOW, LATER));

    assertThat(again.uncertain()).isFalse();
    assertThat(again.standings()).containsExactly(sent("a", NOW), deferred, Standing.UNTRIED);
  }

  @Test
  void doubtEndsWithTheNextSettle() {
    claim(ID, 1, NOW, LATER);
    settle(granted(claim(ID, 1, LATER, LATER.plusSeconds(5))), Standing.UNTRIED);

    assertThat(granted(claim(ID, 1, LATER, LATER.plusSeconds(5))).uncertain()).isFalse();
  }

  @Test
  void aLateSettleOfAnOldLeaseChangesNothing() {
    Claim.Granted old = granted(claim(ID, 1, NOW, LATER));
    Claim.Granted current = granted(claim(ID, 1, LATER, LATER.plusSeconds(60)));

    assertThat(ledger(RUN).settle(old.lease(), List.of(dead(LATER)))).isFalse();
    assertThat(facts(RUN).outcomes(RUN).getOrDefault(Outcome.DEAD, 0L)).isZero();
    settle(current, sent("a", LATER));
    assertThat(ledger(RUN).settle(old.lease(), List.of(dead(LATER)))).isFalse();
    assertThat(envelopes(3))
        .containsExactly(new EnvelopeFacts(7, false, List.of(sent("a", LATER))));
  }

  @Test
  void aLeaseSettlesOnce() {
    Claim.Granted granted = granted(claim(ID, 1, NOW, LATER));
    settle(granted, sent("a", NOW));

    assertThat(ledger(RUN).settle(granted.lease(), List.of(sent("a", NOW)))).isFalse();
    assertThat(count(Outcome.SENT)).isEqualTo(1);
  }

  @Test
  void aLeaseOfAnEnvelopeNobodyClaimedSettlesNothing() {
    Lease invented = new Lease(ID, 1, LATER);

    assertThat(ledger(RUN).settle(invented, List.of(sent("a", NOW)))).isFalse();
    assertThat(envelopes(3)).isEmpty();
  }

  @Test
  void anotherNumberOfRecipientsIsRefusedAndChangesNothing() {
    Claim.Granted granted = granted(claim(ID, 2, NOW, LATER));

    assertThatThrownBy(() -> claim(ID, 3, LATER, LATER.plusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(ID.toString());
    assertThatThrownBy(() -> ledger(RUN).settle(granted.lease(), List.of(sent("a", NOW))))
        .isInstanceOf(IllegalArgumentException.class);
    settle(granted, sent("a", NOW), sent("b", NOW));
    assertThatThrownBy(() -> claim(ID, 1, LATER, LATER.plusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEnvelopeWithoutRecipientsIsRefused() {
    assertThatThrownBy(() -> claim(ID, 0, NOW, LATER)).isInstanceOf(IllegalArgumentException.class);
    assertThat(envelopes(3)).isEmpty();
  }

  @Test
  void whatIsSettledStaysSettled() {
    settle(granted(claim(ID, 2, NOW, LATER)), sent("a", NOW), Standing.UNTRIED);
    Claim.Granted again = granted(claim(ID, 2, NOW, LATER));

    for (Standing changed :
        List.of(Standing.UNTRIED, dead(NOW), sent("b", NOW), sent("a", NOW.plusMillis(1)))) {
      assertThatThrownBy(() -> ledger(RUN).settle(again.lease(), List.of(changed, dead(NOW))))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(count(Outcome.DEAD)).isZero();
    settle(again, sent("a", NOW), dead(NOW));
    assertThat(count(Outcome.SENT)).isEqualTo(1);
    assertThat(count(Outcome.DEAD)).isEqualTo(1);
  }

  @Test
  void anEnvelopeTheQueueWillNeverTakeHoldsInvalidRowsAndIsOver() {
    unsendable(ID, 3, NOW);

    Standing invalid = new Standing.Settled(Outcome.INVALID, REFUSED, 0, "", NOW);
    assertThat(envelopes(3))
        .containsExactly(new EnvelopeFacts(7, false, List.of(invalid, invalid, invalid)));
    assertThat(count(Outcome.INVALID)).isEqualTo(3);
    assertThat(claim(ID, 3, NOW, LATER)).isEqualTo(new Claim.AllSettled());
  }

  @Test
  void anUnsendableEnvelopeIsCountedOnceHoweverOftenItIsRefused() {
    unsendable(ID, 3, NOW);
    unsendable(ID, 3, LATER);
    reopen();
    unsendable(ID, 3, LATER);

    Standing invalid = new Standing.Settled(Outcome.INVALID, REFUSED, 0, "", NOW);
    assertThat(envelopes(3).getFirst().standings()).containsOnly(invalid);
    assertThat(count(Outcome.INVALID)).isEqualTo(3);
  }

  @Test
  void unsendableChangesNobodyWhoIsSettledAndNobodyWasInvalidWhoMayHaveBeenReached() {
    settle(
        granted(claim(ID, 3, NOW, LATER)),
        sent("a", NOW),
        new Standing.Open(0, 2, Reason.of("http-503"), Instant.EPOCH),
        new Standing.Open(1, 0, Reason.of("timeout"), Instant.EPOCH));

    unsendable(ID, 3, LATER);

    assertThat(envelopes(3).getFirst().standings())
        .containsExactly(
            sent("a", NOW),
            new Standing.Settled(Outcome.INVALID, REFUSED, 0, "", LATER),
            new Standing.Settled(Outcome.UNCONFIRMED, REFUSED, 1, "", LATER));
    assertThat(count(Outcome.SENT)).isEqualTo(1);
    assertThat(count(Outcome.INVALID)).isEqualTo(1);
    assertThat(count(Outcome.UNCONFIRMED)).isEqualTo(1);
  }

  @Test
  void anEnvelopeThatSomebodyHoldsIsLeftToItsHolder() {
    Claim.Granted granted = granted(claim(ID, 1, NOW, LATER));
    unsendable(ID, 1, LATER.minusMillis(1));

    assertThat(count(Outcome.INVALID)).isZero();
    settle(granted, sent("a", NOW));
  }

  @Test
  void whoseSenderVanishedIsUnconfirmedAndItsHolderIsFencedOff() {
    Claim.Granted granted = granted(claim(ID, 1, NOW, LATER));
    unsendable(ID, 1, LATER);

    assertThat(envelopes(3).getFirst().standings())
        .containsExactly(new Standing.Settled(Outcome.UNCONFIRMED, REFUSED, 0, "", LATER));
    assertThat(ledger(RUN).settle(granted.lease(), List.of(sent("a", LATER)))).isFalse();
  }

  @Test
  void anUnsendableEnvelopeOfAnotherSizeIsRefused() {
    unsendable(ID, 2, NOW);

    assertThatThrownBy(() -> unsendable(ID, 3, NOW)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> unsendable(ID, 0, NOW)).isInstanceOf(IllegalArgumentException.class);
    assertThat(count(Outcome.INVALID)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'; DROP TABLE envelope; --", "\"}],\\", "早安 🌅 صباح", "\u0000\n\t", "%s"})
  void everyTextSurvives(String text) {
    Reason reason = new Reason(text, text + text);
    Standing settled = new Standing.Settled(Outcome.REJECTED, reason, 3, text, NOW);
    Standing open = new Standing.Open(2, 5, reason, Instant.EPOCH);
    settle(granted(claim(ID, 3, NOW, LATER)), settled, open, sent(text, NOW));
    reopen();

    assertThat(granted(claim(ID, 3, NOW, LATER)).standings())
        .containsExactly(settled, open, sent(text, NOW));
  }

  @Test
  void everyOutcomeIsCountedForItself() {
    List<Outcome> outcomes = List.of(Outcome.values());
    Standing[] standings =
        outcomes.stream()
            .flatMap(
                outcome -> Collections.nCopies(1 + outcomes.indexOf(outcome), outcome).stream())
            .map(outcome -> new Standing.Settled(outcome, Reason.of("x"), 1, "", NOW))
            .toArray(Standing[]::new);
    settle(granted(claim(ID, standings.length, NOW, LATER)), standings);

    for (Outcome outcome : outcomes) {
      assertThat(count(outcome)).isEqualTo(1 + outcomes.indexOf(outcome));
    }
  }

  @Test
  void factsComeInTheOrderOfTheEnvelopesAndNameWhatIsHeld() {
    claim(new EnvelopeId(RUN, 0, 11), 1, NOW, LATER);
    settle(granted(claim(new EnvelopeId(RUN, 0, 2), 1, NOW, LATER)), sent("a", NOW));
    claim(new EnvelopeId(RUN, 1, 0), 1, NOW, LATER);

    assertThat(envelopes(0))
        .containsExactly(
            new EnvelopeFacts(2, false, List.of(sent("a", NOW))),
            new EnvelopeFacts(11, true, List.of(Standing.UNTRIED)));
    assertThat(envelopes(9)).isEmpty();
  }

  @Test
  void runsDoNotMix() {
    EnvelopeId twin = new EnvelopeId(OTHER, ID.shard(), ID.sequence());
    settle(granted(claim(ID, 1, NOW, LATER)), sent("a", NOW));
    Claim.Granted granted = granted(ledger(OTHER).claim(twin, 4, NOW, LATER));
    ledger(OTHER).settle(granted.lease(), Collections.nCopies(4, dead(NOW)));

    assertThat(count(Outcome.DEAD)).isZero();
    assertThat(facts(OTHER).outcomes(OTHER)).containsEntry(Outcome.DEAD, 4L);
    assertThat(facts(OTHER).outcomes(OTHER).getOrDefault(Outcome.SENT, 0L)).isZero();
    assertThat(envelopes(3)).hasSize(1);
  }

  @Test
  void aReopenedStoreKnowsEverything() {
    EnvelopeId half = new EnvelopeId(RUN, 3, 8);
    settle(granted(claim(ID, 1, NOW, LATER)), sent("a", NOW));
    Lease lease = granted(claim(half, 2, NOW, LATER)).lease();
    reopen();

    assertThat(count(Outcome.SENT)).isEqualTo(1);
    assertThat(claim(ID, 1, NOW, LATER)).isEqualTo(new Claim.AllSettled());
    assertThat(claim(half, 2, NOW, LATER)).isEqualTo(new Claim.Held(LATER));
    assertThat(ledger(RUN).settle(lease, List.of(sent("b", NOW), Standing.UNTRIED))).isTrue();
  }

  @Test
  void ofManyClaimsAtOnceExactlyOneIsGranted() throws Exception {
    for (int round = 0; round < 20; round++) {
      EnvelopeId id = new EnvelopeId(RUN, 0, round);
      CyclicBarrier start = new CyclicBarrier(16);
      List<Claim> answers =
          together(
              Collections.nCopies(
                  16,
                  () -> {
                    start.await();
                    return claim(id, 5, NOW, LATER);
                  }));

      assertThat(answers).filteredOn(Claim.Granted.class::isInstance).hasSize(1);
      assertThat(answers).filteredOn(new Claim.Held(LATER)::equals).hasSize(15);
    }
  }

  @Test
  void countsAddUpWhenManySettleAtOnce() throws Exception {
    int envelopes = 600;
    List<Callable<Boolean>> deliveries = new ArrayList<>();
    for (int i = 0; i < 2 * envelopes; i++) {
      EnvelopeId id = new EnvelopeId(RUN, i % 4, i % envelopes / 4);
      deliveries.add(
          () ->
              claim(id, 3, NOW, LATER) instanceof Claim.Granted granted
                  && ledger(RUN)
                      .settle(granted.lease(), List.of(sent("a", NOW), dead(NOW), sent("b", NOW))));
    }
    List<Boolean> settled = together(deliveries);

    assertThat(settled).filteredOn(Boolean::booleanValue).hasSize(envelopes);
    assertThat(count(Outcome.SENT)).isEqualTo(2L * envelopes);
    assertThat(count(Outcome.DEAD)).isEqualTo(envelopes);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aRandomHistoryIsAnsweredLikeTheNaiveLedgerAnswersIt(long seed) {
    RandomHistory history = new RandomHistory(RUN, seed);
    for (int step = 0; step < 400; step++) {
      if (step % 100 == 99) {
        reopen();
      }
      history.step(ledger(RUN));
    }
    Map<Outcome, Long> counted = history.verify(facts(RUN));

    for (Outcome outcome : Outcome.values()) {
      assertThat(count(outcome)).isEqualTo(counted.getOrDefault(outcome, 0L));
    }
  }

  /** A recipient that was reached by the first attempt. */
  protected static Standing sent(String providerId, Instant at) {
    return new Standing.Settled(Outcome.SENT, Reason.NONE, 1, providerId, at);
  }

  private static Standing dead(Instant at) {
    return new Standing.Settled(Outcome.DEAD, new Reason("http-500", "gave up"), 5, "", at);
  }

  private void unsendable(EnvelopeId id, int recipients, Instant at) {
    unsendables(id.run()).record(id, recipients, REFUSED, at);
  }

  private Claim claim(EnvelopeId id, int recipients, Instant now, Instant until) {
    return ledger(RUN).claim(id, recipients, now, until);
  }

  private void settle(Claim.Granted granted, Standing... standings) {
    assertThat(ledger(RUN).settle(granted.lease(), List.of(standings))).isTrue();
  }

  private static Claim.Granted granted(Claim claim) {
    assertThat(claim).isInstanceOf(Claim.Granted.class);
    return (Claim.Granted) claim;
  }

  private long count(Outcome outcome) {
    return facts(RUN).outcomes(RUN).getOrDefault(outcome, 0L);
  }

  private List<EnvelopeFacts> envelopes(int shard) {
    List<EnvelopeFacts> found = new ArrayList<>();
    facts(RUN).envelopes(RUN, shard, found::add);
    return found;
  }

  private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : threads.invokeAll(tasks)) {
        answers.add(answer.get());
      }
      return answers;
    }
  }
}
