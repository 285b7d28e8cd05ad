package dev.blast.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Campaigns;
import dev.blast.delivery.Channel.Outgoing;
import dev.blast.delivery.Delivery.Received;
import dev.blast.delivery.Delivery.Verdict;
import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.Envelope;
import dev.blast.queue.EnvelopeCodec;
import dev.blast.queue.EnvelopeId;
import dev.blast.queue.Recipient;
import dev.blast.report.Facts.EnvelopeFacts;
import dev.blast.run.Control;
import dev.blast.run.KeyForm;
import dev.blast.run.MemoryRunControl;
import dev.blast.run.MemoryRuns;
import dev.blast.run.Pause;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DeliveryTest {

  private static final Instant START = Instant.parse("2026-03-01T07:00:00Z");
  private static final RunId RUN = new RunId("spring", START);
  private static final EnvelopeId ENVELOPE = new EnvelopeId(RUN, 0, 0);
  private static final Reason BUSY = Reason.of("http-503");
  private static final Reason CUT = Reason.of("connection-cut");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MemoryLedger ledger = new MemoryLedger();
  private final ConcurrentLinkedQueue<Outgoing> calls = new ConcurrentLinkedQueue<>();
  private final MemoryRunControl control = new MemoryRunControl();
  private Instant now = START;
  private final Timing timing =
      new Timing(
          () -> now, () -> ChronoUnit.NANOS.between(START, now), pause -> now = now.plus(pause));

  @Test
  void everyRecipientIsAttemptedOnceAndSettled() throws InterruptedException {
    Verdict verdict = deliver(sending(""), accepting());
    assertThat(verdict).isInstanceOf(Verdict.Done.class);
    assertThat(calls.stream().map(Outgoing::recipientId))
        .containsExactlyInAnyOrder("i0", "i1", "i2");
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.SENT, 3L));
  }

  @Test
  void theMessageIsRenderedForTheRecipientUnderAStableKey() throws InterruptedException {
    deliver(sending(""), accepting());
    assertThat(calls)
        .contains(
            new Outgoing(
                "spring@20260301T070000Z",
                KeyForm.DIGEST.of(RUN, "i1"),
                "i1",
                "a1",
                "Hello n1",
                "Dear n1, welcome.",
                0));
  }

  @Test
  void aMessageThatIsDeliveredTwiceOneAfterTheOtherIsAttemptedOnce() throws InterruptedException {
    Delivery delivery = sending("").with(accepting());
    assertThat(deliver(delivery)).isInstanceOf(Verdict.Done.class);
    assertThat(deliver(delivery)).isInstanceOf(Verdict.Done.class);
    assertThat(calls).hasSize(3);
  }

  @Test
  void aMessageThatIsDeliveredTwiceInOneBatchIsAttemptedOnce() throws InterruptedException {
    Delivery delivery = sending("").with(accepting());
    List<Received> twice = List.of(message("m1"), message("m2"));
    List<Verdict> verdicts = delivery.deliver(twice, now.plus(MINUTE));
    assertThat(verdicts).hasSize(2).hasAtLeastOneElementOfType(Verdict.Done.class);
    assertThat(calls).hasSize(3);
  }

  @Test
  void aPastDeadlineExpiresTheEnvelopeWithoutAnAttempt() throws InterruptedException {
    now = START.plus(Duration.ofHours(2));
    assertThat(deliver(sending("deadline: 1h\n"), accepting())).isInstanceOf(Verdict.Done.class);
    assertThat(calls).isEmpty();
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.EXPIRED, 3L));
  }

  @Test
  void theDeadlineIsCheckedAgainForEveryRecipient() throws InterruptedException {
    Channel slow =
        message -> {
          now = START.plus(Duration.ofHours(2));
          return new Attempt.Accepted("");
        };
    deliver(sending("deadline: 1h\n", "concurrency: 1"), slow);
    assertThat(outcomes())
        .containsExactlyInAnyOrderEntriesOf(Map.of(Outcome.SENT, 1L, Outcome.EXPIRED, 2L));
  }

  @Test
  void aDeferralBurnsNoAttemptHoweverOften() throws InterruptedException {
    Delivery delivery =
        sending("attempts: { max: 1, firstDelay: 1s, maxDelay: 1s }\n")
            .with(
                message ->
                    message.tries() < 40
                        ? new Attempt.Deferred(BUSY, Duration.ZERO)
                        : new Attempt.Accepted("p"));
    Verdict verdict = deliver(delivery);
    while (verdict instanceof Verdict.Return back) {
      now = now.plus(back.delay());
      verdict = deliver(delivery);
    }
    assertThat(verdict).isInstanceOf(Verdict.Done.class);
    assertThat(standings())
        .allSatisfy(standing -> assertThat(standing.attempts()).isEqualTo(1))
        .allMatch(Standing.Settled.class::isInstance);
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.SENT, 3L));
  }

  @Test
  void onlyDeferredRecipientsAreAttemptedAgainAndNotBeforeTheProviderAllows()
      throws InterruptedException {
    Duration retryAfter = Duration.ofMinutes(7);
    Delivery delivery =
        sending("")
            .with(
                message ->
                    message.recipientId().equals("i1") && message.tries() == 0
                        ? new Attempt.Deferred(BUSY, retryAfter)
                        : new Attempt.Accepted(""));
    Verdict first = deliver(delivery);
    assertThat(first)
        .isInstanceOfSatisfying(
            Verdict.Return.class, back -> assertThat(back.delay()).isEqualTo(retryAfter));
    now = now.plus(retryAfter).minusMillis(1);
    deliver(delivery);
    assertThat(calls).hasSize(3);
    now = now.plusMillis(1);
    deliver(delivery);
    assertThat(calls).hasSize(4);
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.SENT, 3L));
  }

  @Test
  void aRefusalIsFinal() throws InterruptedException {
    deliver(sending(""), message -> new Attempt.Refused(Reason.of("http-404")));
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.REJECTED, 3L));
  }

  @Test
  void anUnconfirmedAttemptIsRecordedWhenTheOperatorPrefersAMiss() throws InterruptedException {
    deliver(sending("onUncertain: record\n"), message -> new Attempt.Unconfirmed(CUT));
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.UNCONFIRMED, 3L));
  }

  @Test
  void anUnconfirmedAttemptIsRepeatedUnderTheSameKeyUntilAttemptsAreExhausted()
      throws InterruptedException {
    Delivery delivery =
        sending("attempts: { max: 3, firstDelay: 1s, maxDelay: 2s }\n")
            .with(message -> new Attempt.Unconfirmed(CUT));
    Verdict verdict = deliver(delivery);
    while (verdict instanceof Verdict.Return back) {
      now = now.plus(back.delay());
      verdict = deliver(delivery);
    }
    assertThat(calls).hasSize(9);
    assertThat(calls.stream().map(Outgoing::idempotencyKey).distinct()).hasSize(3);
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.DEAD, 3L));
    assertThat(standings())
        .allSatisfy(
            standing -> {
              assertThat(standing.attempts()).isEqualTo(3);
              assertThat(((Standing.Settled) standing).reason()).isEqualTo(CUT);
            });
  }

  @Test
  void aSenderThatVanishedLeavesNobodySilentlyRepeatedWhenTheOperatorPrefersAMiss()
      throws InterruptedException {
    ledger.claim(ENVELOPE, 3, now, now.plus(MINUTE));
    now = now.plus(MINUTE);
    deliver(sending("onUncertain: record\n"), accepting());
    assertThat(calls).isEmpty();
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.UNCONFIRMED, 3L));
  }

  @Test
  void aSenderThatVanishedIsFollowedByAnotherWhenTheOperatorPrefersARepeat()
      throws InterruptedException {
    ledger.claim(ENVELOPE, 3, now, now.plus(MINUTE));
    now = now.plus(MINUTE);
    Delivery delivery = sending("").with(accepting());
    Verdict verdict = deliver(delivery);
    while (verdict instanceof Verdict.Return back) {
      now = now.plus(back.delay());
      verdict = deliver(delivery);
    }
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.SENT, 3L));
  }

  @Test
  void whoMayHaveBeenReachedIsUnconfirmedAtTheDeadlineAndNotExpired() throws InterruptedException {
    Delivery delivery = sending("deadline: 1h\n").with(message -> new Attempt.Unconfirmed(CUT));
    deliver(delivery);
    now = START.plus(Duration.ofHours(2));
    deliver(delivery);
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.UNCONFIRMED, 3L));
  }

  @Test
  void anEnvelopeHeldByAnotherSenderStaysOnTheQueue() throws InterruptedException {
    ledger.claim(ENVELOPE, 3, now, now.plus(MINUTE));
    Verdict verdict = deliver(sending(""), accepting());
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Return.class,
            back -> assertThat(back.delay()).isEqualTo(Duration.ofSeconds(5)));
    assertThat(calls).isEmpty();
  }

  @Test
  void noAttemptStartsThatMayOutlastTheInvocation() throws InterruptedException {
    Delivery delivery = sending("").with(accepting());
    List<Verdict> verdicts = delivery.deliver(List.of(message("m")), now.plusMillis(500));
    assertThat(verdicts).first().isInstanceOf(Verdict.Return.class);
    assertThat(calls).isEmpty();
    assertThat(standings()).as("not even claimed").isEmpty();
  }

  @Test
  void whileTheRunIsPausedNothingIsClaimedAndTheMessageStaysAwayAsLongAgain()
      throws InterruptedException {
    Delivery delivery = sending("").with(accepting());
    control.change(RUN, asked -> asked.paused(new Pause(Pause.By.OPERATOR, "", START)));
    assertThat(returned(deliver(delivery))).isEqualTo(Duration.ofSeconds(1));
    now = START.plusSeconds(100);
    assertThat(returned(deliver(delivery))).isEqualTo(Duration.ofSeconds(100));
    now = START.plus(Duration.ofHours(5));
    assertThat(returned(deliver(delivery))).isEqualTo(Duration.ofMinutes(15));
    assertThat(calls).isEmpty();
    assertThat(standings()).isEmpty();

    control.change(RUN, Control::resumed);
    now = now.plusSeconds(1);
    assertThat(deliver(delivery)).isInstanceOf(Verdict.Done.class);
  }

  @Test
  void aPauseIsSeenBetweenTwoAttemptsOfAnEnvelope() throws InterruptedException {
    Channel slow =
        message -> {
          control.change(RUN, asked -> asked.paused(new Pause(Pause.By.BRAKE, "", now)));
          now = now.plusMillis(500);
          return new Attempt.Accepted("");
        };
    Delivery delivery = sending("", "concurrency: 1, latency: 0ms").with(slow);
    assertThat(returned(deliver(delivery))).isEqualTo(Duration.ofSeconds(1));
    assertThat(calls).hasSize(1);
    assertThat(standings()).contains(Standing.UNTRIED);

    control.change(RUN, Control::resumed);
    now = now.plusSeconds(1);
    delivery.deliver(List.of(message("m")), now.plus(MINUTE));
    assertThat(calls.stream().map(Outgoing::recipientId).distinct()).hasSameSizeAs(calls);
  }

  @Test
  void noAttemptBeginsAfterTheRunWasCancelled() throws InterruptedException {
    Delivery delivery = sending("").with(accepting());
    control.change(RUN, asked -> asked.cancelled(START));
    assertThat(deliver(delivery)).isInstanceOf(Verdict.Return.class);
    ledger.end(RUN, Ending.cancelled(START));
    assertThat(ledger.sweep(RUN, Ending.cancelled(START), 3, now)).isTrue();
    assertThat(deliver(delivery)).isInstanceOf(Verdict.Done.class);
    assertThat(calls).isEmpty();
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.CANCELLED, 3L));
  }

  @Test
  void whoCannotAskWhetherToStopDoesNotBegin() throws InterruptedException {
    Delivery delivery = sending("").with(accepting());
    control.breaks();
    assertThat(deliver(delivery)).isInstanceOf(Verdict.Return.class);
    assertThat(calls).isEmpty();
  }

  @Test
  void nobodyExpiresWhileItCannotBeAskedForALaterDeadline() throws InterruptedException {
    Delivery delivery = sending("deadline: 1h\n").with(accepting());
    now = START.plus(Duration.ofHours(2));
    control.breaks();
    assertThat(deliver(delivery)).isInstanceOf(Verdict.Return.class);
    assertThat(outcomes()).isEmpty();
  }

  @Test
  void aRedrivenRunHasALaterDeadline() throws InterruptedException {
    Delivery delivery = sending("deadline: 1h\n").with(accepting());
    control.change(RUN, asked -> asked.withDeadline(START.plus(Duration.ofHours(9))));
    now = START.plus(Duration.ofHours(2));
    deliver(delivery);
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.SENT, 3L));
  }

  private static Duration returned(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Return.class);
    return ((Verdict.Return) verdict).delay();
  }

  /** Two invocations share a channel; the second one's time is up while the first is attempting. */
  @Test
  void anInvocationIsNotHeldUpByTheAttemptsOfAnother() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch attempting = new CountDownLatch(1);
    Delivery delivery =
        sending("", "concurrency: 1, latency: 0ms").with(answeringAfter(attempting, answer));
    FutureTask<Verdict> first = new FutureTask<>(() -> deliver(delivery));
    Thread.ofVirtual().start(first);
    await(attempting);
    Instant soon = now.plusSeconds(1).plusMillis(50);
    Received other = message("m2", new EnvelopeId(RUN, 0, 1));

    assertThat(delivery.deliver(List.of(other), soon)).first().isInstanceOf(Verdict.Return.class);

    answer.countDown();
    assertThat(first.get()).isInstanceOf(Verdict.Done.class);
    assertThat(delivery.deliver(List.of(other), now.plus(MINUTE)))
        .first()
        .isInstanceOf(Verdict.Done.class);
    assertThat(calls).hasSize(6);
    assertThat(standings()).hasSize(6).allMatch(standing -> standing.attempts() == 1);
  }

  @Test
  void anInterruptedInvocationStillRecordsWhatItBegan() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch attempting = new CountDownLatch(2);
    Delivery delivery = sending("", "concurrency: 2").with(answeringAfter(attempting, answer));
    FutureTask<Verdict> invocation = new FutureTask<>(() -> deliver(delivery));
    Thread thread = Thread.ofVirtual().start(invocation);
    await(attempting);
    thread.interrupt();
    // It has noticed, and waits for what it began.
    Awaitility.await()
        .until(() -> !thread.isInterrupted() && thread.getState() != Thread.State.RUNNABLE);
    answer.countDown();

    assertThatThrownBy(invocation::get).hasCauseInstanceOf(InterruptedException.class);

    assertThat(standings()).filteredOn(Standing.Settled.class::isInstance).hasSizeBetween(2, 3);
    assertThat(deliver(delivery)).isInstanceOf(Verdict.Done.class);
    assertThat(calls).hasSize(3);
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.SENT, 3L));
  }

  /** Claims in doubt after a crash are bounded by what the channel does at a time. */
  @Test
  void fewEnvelopesAreClaimedAtATime() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch attempting = new CountDownLatch(2);
    Delivery delivery = sending("", "concurrency: 2").with(answeringAfter(attempting, answer));
    List<Received> batch =
        IntStream.range(0, 10).mapToObj(i -> message("m" + i, new EnvelopeId(RUN, 0, i))).toList();
    FutureTask<List<Verdict>> call =
        new FutureTask<>(() -> delivery.deliver(batch, now.plus(MINUTE)));
    Thread.ofVirtual().start(call);
    await(attempting);

    assertThat(standings()).hasSizeLessThanOrEqualTo(4 * 3);

    answer.countDown();
    assertThat(call.get()).hasSize(10).hasOnlyElementsOfType(Verdict.Done.class);
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.SENT, 30L));
  }

  /** Accepts all, once {@code answer} allows it; counts down {@code attempting} at each attempt. */
  private static Channel answeringAfter(CountDownLatch attempting, CountDownLatch answer) {
    return message -> {
      attempting.countDown();
      await(answer);
      return new Attempt.Accepted("");
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void aChannelThatThrowsLeavesItsRecipientsUncertain() throws InterruptedException {
    deliver(
        sending("onUncertain: record\n"),
        message -> {
          throw new IllegalStateException("broken");
        });
    assertThat(outcomes()).containsExactlyEntriesOf(Map.of(Outcome.UNCONFIRMED, 3L));
  }

  @Test
  void anEnvelopeThatFailsLeavesTheOthersOfItsBatchAlone() throws InterruptedException {
    ledger.claim(new EnvelopeId(RUN, 0, 1), 99, now, now.plus(MINUTE));
    Delivery delivery = sending("").with(accepting());
    List<Received> batch =
        List.of(message("m0", ENVELOPE), message("m1", new EnvelopeId(RUN, 0, 1)));
    assertThat(delivery.deliver(batch, now.plus(MINUTE)))
        .satisfiesExactly(
            first -> assertThat(first).isInstanceOf(Verdict.Done.class),
            second -> assertThat(second).isInstanceOf(Verdict.Failed.class));
  }

  @Test
  void whatIsNoEnvelopeAndWhatBelongsToNoRunIsPoison() throws InterruptedException {
    Delivery delivery = sending("").with(accepting());
    RunId unknown = new RunId("autumn", START);
    List<Received> batch =
        List.of(new Received("m0", "r0", "garbage"), message("m1", new EnvelopeId(unknown, 0, 0)));
    assertThat(delivery.deliver(batch, now.plus(MINUTE)))
        .hasSize(2)
        .hasOnlyElementsOfType(Verdict.Poison.class);
  }

  private static Channel accepting() {
    return message -> new Attempt.Accepted("p-" + message.recipientId());
  }

  private Setting sending(String more) {
    return new Setting(Campaigns.demo(more));
  }

  private Setting sending(String more, String channel) {
    return new Setting(
        Campaigns.read(
            """
            id: spring
            audience: { path: people.csv, columns: { id: id, address: email } }
            message: { channel: { type: demo, %s }, body: "Dear {{name}}" }
            """
                    .formatted(channel)
                + more));
  }

  private final class Setting {
    private final CampaignFile file;

    Setting(CampaignFile file) {
      this.file = file;
    }

    Delivery with(Channel channel) {
      MemoryRuns runs = new MemoryRuns();
      Instant deadline = file.campaign().deadline().of(START, file.campaign().schedule().zone());
      runs.open(new Run(RUN, file, deadline));
      Channel recording =
          message -> {
            calls.add(message);
            return channel.attempt(message);
          };
      control.opened(RUN);
      return new Delivery(ledger, runs, settings -> recording, control, timing);
    }
  }

  private Verdict deliver(Setting setting, Channel channel) throws InterruptedException {
    return deliver(setting.with(channel));
  }

  private Verdict deliver(Delivery delivery) throws InterruptedException {
    return delivery.deliver(List.of(message("m")), now.plus(MINUTE)).getFirst();
  }

  private static Received message(String messageId) {
    return message(messageId, ENVELOPE);
  }

  private static Received message(String messageId, EnvelopeId id) {
    List<Recipient> recipients =
        IntStream.range(0, 3)
            .mapToObj(i -> new Recipient(i + 2, "i" + i, "a" + i, List.of("n" + i)))
            .toList();
    return new Received(
        messageId, "r-" + messageId, EnvelopeCodec.encode(new Envelope(id, recipients)).body());
  }

  private Map<Outcome, Long> outcomes() {
    return ledger.outcomes(RUN);
  }

  private List<Standing> standings() {
    List<Standing> all = new ArrayList<>();
    ledger.envelopes(RUN, 0, (EnvelopeFacts facts) -> all.addAll(facts.standings()));
    return all;
  }
}
