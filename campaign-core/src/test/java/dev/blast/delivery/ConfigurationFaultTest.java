package dev.blast.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Campaigns;
import dev.blast.delivery.Attempt.Accepted;
import dev.blast.delivery.Attempt.Deferred;
import dev.blast.delivery.Attempt.Fault;
import dev.blast.delivery.Attempt.Misconfigured;
import dev.blast.delivery.Attempt.Refused;
import dev.blast.delivery.Attempt.Unconfirmed;
import dev.blast.delivery.Channel.Outgoing;
import dev.blast.delivery.Delivery.Received;
import dev.blast.delivery.Delivery.Verdict;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.outcome.Standing.Open;
import dev.blast.outcome.Standing.Settled;
import dev.blast.queue.Envelope;
import dev.blast.queue.EnvelopeCodec;
import dev.blast.queue.EnvelopeId;
import dev.blast.queue.Recipient;
import dev.blast.report.Facts.EnvelopeFacts;
import dev.blast.run.Control;
import dev.blast.run.MemoryRunControl;
import dev.blast.run.MemoryRuns;
import dev.blast.run.Pause;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that refuses the sender is not refusing recipients. By the test clock. */
class ConfigurationFaultTest {

  private static final Instant START = Instant.parse("2026-03-01T07:00:00Z");
  private static final RunId RUN = new RunId("spring", START);
  private static final int PACKING = 10;
  private static final Reason REVOKED = new Reason("http-401", "the provider answered 401");
  private static final Reason NOT_FOUND = new Reason("http-404", "the provider answered 404");

  private final SimulatedTime time = new SimulatedTime(START);
  private final MemoryLedger ledger = new MemoryLedger();
  private final MemoryRunControl control = new MemoryRunControl();
  private final MemoryRuns runs = new MemoryRuns();
  private final Map<String, AtomicInteger> taken = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void aTokenThatIsRevokedHalfWayPausesTheRunAndGivesNobodyAnOutcome() throws InterruptedException {
    int recipients = 2_000;
    AtomicBoolean valid = new AtomicBoolean(true);
    Delivery sender = sender("", message -> half(message, recipients, valid));
    SimulatedQueue queue = queue(recipients);

    queue.deliver(List.of(sender), START.plusSeconds(60));

    assertThat(control.of(RUN).pause())
        .hasValueSatisfying(
            pause -> {
              assertThat(pause.by()).isEqualTo(Pause.By.CHANNEL);
              assertThat(pause.why()).contains("http-401", "answered 401");
            });
    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.SENT, (long) taken.size()));
    assertThat(calls.get() - taken.size())
        .as("attempts after the fault: those in flight")
        .isLessThanOrEqualTo(64 + ChannelHealth.FEW);
    assertThat(standings())
        .filteredOn(Open.class::isInstance)
        .allSatisfy(open -> assertThat(open.attempts()).isZero());

    valid.set(true);
    resume();
    queue.deliver(List.of(sender), START.plus(Duration.ofHours(2)));

    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.SENT, (long) recipients));
    assertThat(taken).hasSize(recipients).allSatisfy((id, times) -> assertThat(times).hasValue(1));
    assertThat(standings()).allMatch(standing -> standing.attempts() <= 2);
  }

  /** Revoked once when half of the recipients have their message. */
  private Attempt half(Outgoing message, int recipients, AtomicBoolean valid) {
    if (taken.size() == recipients / 2 && control.of(RUN).pause().isEmpty() && !resumed) {
      valid.set(false);
    }
    return valid.get() ? take(message) : new Misconfigured(REVOKED);
  }

  private boolean resumed;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 200})
  void aProviderThatRefusesEverybodyPausesTheRunWithinSeconds(int recipients)
      throws InterruptedException {
    Delivery sender = sender("", message -> new Misconfigured(NOT_FOUND, true));

    queue(recipients).deliver(List.of(sender), START.plusSeconds(10));

    assertThat(control.of(RUN).pause().map(Pause::by)).contains(Pause.By.CHANNEL);
    assertThat(ledger.outcomes(RUN)).isEmpty();
    assertThat(standings()).allSatisfy(open -> assertThat(open.attempts()).isZero());
  }

  @Test
  void aResumeWithTheFaultStillThereChangesNothing() throws InterruptedException {
    Delivery sender = sender("attempts: { max: 1 }\n", message -> new Misconfigured(REVOKED));
    SimulatedQueue queue = queue(200);
    for (int i = 1; i <= 10; i++) {
      queue.deliver(List.of(sender), time.instant().plus(Duration.ofMinutes(5)));
      assertThat(control.of(RUN).pause()).as("pause " + i).isPresent();
      resume();
    }
    assertThat(ledger.outcomes(RUN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aFewWhomTheProviderDoesNotKnowAreRejectedLongBeforeTheDeadline(int max)
      throws InterruptedException {
    int recipients = 1_000;
    Delivery sender =
        sender(
            "attempts: { max: " + max + " }\n",
            message ->
                number(message) % 100 == 7 ? new Misconfigured(NOT_FOUND, true) : take(message));

    queue(recipients).deliver(List.of(sender), START.plus(Duration.ofMinutes(30)));

    assertThat(control.of(RUN).pause()).isEmpty();
    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.SENT, 990L, Outcome.REJECTED, 10L));
    assertThat(standings())
        .filteredOn(standing -> ((Settled) standing).outcome() == Outcome.REJECTED)
        .allSatisfy(
            standing -> {
              assertThat(((Settled) standing).reason()).isEqualTo(NOT_FOUND);
              assertThat(standing.attempts()).as("a denial uses no attempt").isEqualTo(1);
            });
  }

  @Test
  void theLastOfASmallRunIsRejectedAfterItsAttempts() throws InterruptedException {
    Delivery sender =
        sender(
            "",
            message -> number(message) == 19 ? new Misconfigured(NOT_FOUND, true) : take(message));

    queue(20).deliver(List.of(sender), START.plus(Duration.ofMinutes(30)));

    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.SENT, 19L, Outcome.REJECTED, 1L));
  }

  @Test
  void aRevokedTokenAtTheVeryEndPausesTheRun() throws InterruptedException {
    // 401 is no answer that providers give for one recipient.
    AtomicInteger asked = new AtomicInteger();
    Delivery sender =
        sender(
            "attempts: { max: 1 }\n",
            message -> asked.incrementAndGet() > 18 ? new Misconfigured(REVOKED) : take(message));

    queue(20).deliver(List.of(sender), START.plus(Duration.ofMinutes(30)));

    assertThat(control.of(RUN).pause().map(Pause::by)).contains(Pause.By.CHANNEL);
    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.SENT, 18L));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 30})
  void aProviderThatWasNeverReachedPausesTheRunWithinSeconds(int recipients)
      throws InterruptedException {
    Delivery sender = sender("", message -> unreachable());

    queue(recipients).deliver(List.of(sender), START.plusSeconds(12));

    assertThat(control.of(RUN).pause())
        .hasValueSatisfying(pause -> assertThat(pause.why()).contains("connect-refused"));
    assertThat(ledger.outcomes(RUN)).isEmpty();
  }

  @Test
  void aProviderThatNeverGaveAnAnswerPausesTheRunBeforeAttemptsAreUsedUp()
      throws InterruptedException {
    Delivery sender =
        sender("", message -> new Unconfirmed(Reason.of("connection-lost"), Fault.CONNECTION_LOST));

    queue(100).deliver(List.of(sender), START.plus(Duration.ofMinutes(10)));

    assertThat(control.of(RUN).pause().map(Pause::by)).contains(Pause.By.CHANNEL);
    assertThat(ledger.outcomes(RUN)).isEmpty();
  }

  @Test
  void aProviderThatWasReachedBeforeIsWaitedFor() throws InterruptedException {
    Instant back = START.plus(Duration.ofMinutes(10));
    Delivery sender =
        sender(
            "",
            message ->
                taken.size() < 100 || !time.instant().isBefore(back)
                    ? take(message)
                    : unreachable());
    SimulatedQueue queue = queue(500);

    queue.deliver(List.of(sender), START.plusSeconds(30));
    // A sender that starts now reaches nobody, and knows from the run that others did.
    queue.deliver(List.of(sender("", message -> unreachable())), START.plus(Duration.ofMinutes(9)));
    assertThat(control.of(RUN).pause()).isEmpty();

    queue.deliver(List.of(sender), START.plus(Duration.ofHours(2)));
    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.SENT, 500L));
  }

  @Test
  void aChannelThatLacksItsSecretPausesTheRunAndNamesIt() throws InterruptedException {
    AtomicBoolean there = new AtomicBoolean();
    Delivery sender =
        wired(
            "",
            settings -> {
              if (!there.get()) {
                throw new Channels.ChannelUnavailable("the secret PROVIDER_TOKEN is missing");
              }
              return this::take;
            });
    SimulatedQueue queue = queue(50);

    queue.deliver(List.of(sender), START.plusSeconds(60));
    assertThat(control.of(RUN).pause())
        .hasValueSatisfying(pause -> assertThat(pause.why()).contains("PROVIDER_TOKEN"));
    assertThat(ledger.outcomes(RUN)).isEmpty();

    there.set(true);
    resume();
    queue.deliver(List.of(sender), START.plus(Duration.ofHours(1)));
    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.SENT, 50L));
  }

  @Test
  void aRefusalAfterAnUnansweredAttemptProvesNothingAboutThatAttempt() throws InterruptedException {
    Set<String> unanswered = ConcurrentHashMap.newKeySet();
    Delivery sender =
        sender(
            "",
            message ->
                unanswered.add(message.recipientId())
                    ? new Unconfirmed(Reason.of("timeout"), Fault.TIMED_OUT)
                    : new Refused(Reason.of("http-409")));

    queue(20).deliver(List.of(sender), START.plus(Duration.ofHours(1)));

    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.UNCONFIRMED, 20L));
    assertThat(standings()).allMatch(standing -> standing.attempts() == 5);
  }

  @Test
  void aDenialAfterAnUnansweredAttemptNeverRejects() throws InterruptedException {
    Set<String> unanswered = ConcurrentHashMap.newKeySet();
    Delivery sender =
        sender(
            "",
            message -> {
              if (number(message) % 50 != 3) {
                return take(message);
              }
              return unanswered.add(message.recipientId())
                  ? new Unconfirmed(Reason.of("timeout"), Fault.TIMED_OUT)
                  : new Misconfigured(NOT_FOUND, true);
            });

    queue(200).deliver(List.of(sender), START.plus(Duration.ofHours(1)));

    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.SENT, 196L, Outcome.UNCONFIRMED, 4L));
  }

  @Test
  void theDeadlineEndsAPausedRunAsExpired() throws InterruptedException {
    Delivery sender = sender("deadline: 1h\n", message -> new Misconfigured(REVOKED));

    queue(20).deliver(List.of(sender), START.plus(Duration.ofHours(2)));

    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.EXPIRED, 20L));
    assertThat(standings())
        .anySatisfy(
            standing -> assertThat(((Settled) standing).reason().detail()).contains("http-401"));
  }

  @Test
  void messagesOfAClosedRunAreDeletedWhateverStateItsChannelIsIn() throws InterruptedException {
    Delivery sender = sender("", this::take);
    Instant finish = time.instant().plusSeconds(60);
    assertThat(sender.deliver(List.of(message(0)), finish).getFirst())
        .isInstanceOf(Verdict.Done.class);
    close();
    control.change(RUN, before -> before.paused(new Pause(Pause.By.OPERATOR, "", time.instant())));
    time.advance(Duration.ofSeconds(1));

    assertThat(sender.deliver(List.of(message(0)), finish).getFirst())
        .as("paused")
        .isInstanceOf(Verdict.Done.class);
    Control lifted = control.change(RUN, Control::resumed);
    time.advance(Duration.ofSeconds(1));
    assertThat(sender.deliver(List.of(message(0)), time.instant()).getFirst())
        .as("no time left in the invocation")
        .isInstanceOf(Verdict.Done.class);
    Delivery without =
        wired(
            "",
            settings -> {
              throw new Channels.ChannelUnavailable("the secret is missing");
            });
    assertThat(without.deliver(List.of(message(0)), time.instant().plusSeconds(60)).getFirst())
        .as("no channel")
        .isInstanceOf(Verdict.Done.class);
  }

  @Test
  void aMessageNeverShowsAgainAtOnce() throws InterruptedException {
    Delivery sender = sender("", this::take);

    Verdict back = sender.deliver(List.of(message(0)), time.instant()).getFirst();

    assertThat(back)
        .isInstanceOfSatisfying(
            Verdict.Return.class,
            later -> assertThat(later.delay()).isEqualTo(Duration.ofSeconds(1)));
  }

  private void close() {
    runs.advance(RUN, RunState.Event.MANIFEST_FROZEN);
    RunState closed = runs.advance(RUN, RunState.Event.BOOKS_BALANCED);
    assertThat(closed).isEqualTo(RunState.CLOSED);
  }

  private void resume() {
    resumed = true;
    Control lifted = control.change(RUN, Control::resumed);
    time.advance(Duration.ofSeconds(1));
  }

  private static Attempt unreachable() {
    return new Deferred(
        new Reason("connect-refused", "nobody took the connection"),
        Duration.ZERO,
        Fault.UNREACHABLE);
  }

  private Attempt take(Outgoing message) {
    taken.computeIfAbsent(message.recipientId(), id -> new AtomicInteger()).incrementAndGet();
    return new Accepted("");
  }

  private static int number(Outgoing message) {
    return Integer.parseInt(message.recipientId().substring(1));
  }

  private Delivery sender(String more, Channel channel) {
    return wired(
        more,
        settings ->
            message -> {
              calls.incrementAndGet();
              // Answers follow each other: the test clock does not tick by itself.
              time.advance(Duration.ofNanos(1_000));
              return channel.attempt(message);
            });
  }

  private Delivery wired(String more, Channels channels) {
    CampaignFile file = Campaigns.demo(more);
    Instant deadline = file.campaign().deadline().of(START, file.campaign().schedule().zone());
    runs.open(new Run(RUN, file, deadline));
    control.opened(RUN);
    return new Delivery(ledger, runs, channels, control, time.timing());
  }

  private SimulatedQueue queue(int recipients) {
    SimulatedQueue queue =
        new SimulatedQueue(time, new Random(7), SimulatedQueue.Settings.faultless());
    for (int sequence = 0; sequence * PACKING < recipients; sequence++) {
      queue.send(envelope(sequence, recipients));
    }
    return queue;
  }

  private static Envelope envelope(int sequence, int recipients) {
    int first = sequence * PACKING;
    return new Envelope(
        new EnvelopeId(RUN, 0, sequence),
        IntStream.range(first, Math.min(recipients, first + PACKING))
            .mapToObj(i -> new Recipient(i + 2, "i" + i, "a" + i, List.of("n" + i)))
            .toList());
  }

  private static Received message(int sequence) {
    return new Received(
        "m" + sequence,
        "r" + sequence,
        EnvelopeCodec.encode(envelope(sequence, (sequence + 1) * PACKING)).body());
  }

  private List<Standing> standings() {
    List<Standing> all = new ArrayList<>();
    ledger.envelopes(RUN, 0, (EnvelopeFacts facts) -> all.addAll(facts.standings()));
    return all;
  }
}
