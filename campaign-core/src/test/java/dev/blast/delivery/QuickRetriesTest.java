package dev.blast.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Campaigns;
import dev.blast.delivery.Attempt.Accepted;
import dev.blast.delivery.Attempt.Deferred;
import dev.blast.delivery.Attempt.Fault;
import dev.blast.delivery.Attempt.Unconfirmed;
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
import dev.blast.run.MemoryRunControl;
import dev.blast.run.MemoryRuns;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What one invocation does about what passes in moments, and about a provider out of order. */
class QuickRetriesTest {

  private static final Instant START = Instant.parse("2026-03-01T07:00:00Z");
  private static final RunId RUN = new RunId("spring", START);
  private static final Reason LOST = Reason.of("connection-lost");
  private static final Duration FEW_HUNDRED_MILLISECONDS = Duration.ofMillis(600);

  private final SimulatedTime time = new SimulatedTime(START);
  private final MemoryLedger ledger = new MemoryLedger();
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"UNREACHABLE", "UNAVAILABLE"})
  void whatPassesInMomentsIsCuredWithinTheInvocation(Fault fault) throws InterruptedException {
    Verdict verdict =
        deliver(1, "", call -> call < 3 ? later(fault, Duration.ZERO) : new Accepted("p"));

    assertThat(verdict).isInstanceOf(Verdict.Done.class);
    assertThat(calls()).isEqualTo(3);
    assertThat(only(Settled.class).outcome()).isEqualTo(Outcome.SENT);
    assertThat(only(Settled.class).attempts()).as("a deferral counts nothing").isEqualTo(1);
    assertThat(passed()).isBetween(Duration.ofMillis(200), FEW_HUNDRED_MILLISECONDS);
  }

  @Test
  void thereAreTwoMoreAndThenTheMessageGoesBackWithOneDeferralOnRecord()
      throws InterruptedException {
    Verdict verdict = deliver(1, "", call -> later(Fault.UNAVAILABLE, Duration.ZERO));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Return.class,
            back -> assertThat(back.delay()).isGreaterThan(Duration.ofSeconds(2)));
    assertThat(calls()).isEqualTo(3);
    assertThat(only(Open.class).deferrals()).isEqualTo(1);
    assertThat(only(Open.class).attempts()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      mode = Mode.EXCLUDE,
      names = {"UNREACHABLE", "UNAVAILABLE", "CONNECTION_LOST"})
  void whatDoesNotPassInMomentsGoesBackAtOnce(Fault fault) throws InterruptedException {
    deliver(1, "", call -> later(fault, Duration.ZERO));
    assertThat(calls()).isEqualTo(1);
    assertThat(passed()).isZero();
  }

  @Test
  void aProviderThatNamesAWaitIsNotAskedBefore() throws InterruptedException {
    deliver(1, "", call -> later(Fault.UNAVAILABLE, Duration.ofSeconds(1)));
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void aTimeOutIsNotRepeatedWithinTheInvocation() throws InterruptedException {
    deliver(1, "", call -> new Unconfirmed(Reason.of("timeout"), Fault.TIMED_OUT));
    assertThat(calls()).isEqualTo(1);
    assertThat(only(Open.class).attempts()).isEqualTo(1);
  }

  @Test
  void aLostConnectionIsRepeatedWhereTheOperatorPrefersARepeatAndEachTimeCounts()
      throws InterruptedException {
    deliver(1, "", call -> new Unconfirmed(LOST, Fault.CONNECTION_LOST));
    assertThat(calls()).isEqualTo(3);
    assertThat(only(Open.class).attempts()).isEqualTo(3);
  }

  @Test
  void aLostConnectionIsRecordedWhereTheOperatorPrefersAMiss() throws InterruptedException {
    deliver(1, "onUncertain: record\n", call -> new Unconfirmed(LOST, Fault.CONNECTION_LOST));
    assertThat(calls()).isEqualTo(1);
    assertThat(only(Settled.class).outcome()).isEqualTo(Outcome.UNCONFIRMED);
  }

  @Test
  void quickAttemptsAreNoMoreThanTheCampaignAllows() throws InterruptedException {
    Verdict verdict =
        deliver(
            1,
            "attempts: { max: 2, firstDelay: 1s, maxDelay: 1s }\n",
            call -> new Unconfirmed(LOST, Fault.CONNECTION_LOST));
    assertThat(verdict).isInstanceOf(Verdict.Done.class);
    assertThat(calls()).isEqualTo(2);
    assertThat(only(Settled.class).outcome()).isEqualTo(Outcome.DEAD);
    assertThat(only(Settled.class).reason()).isEqualTo(LOST);
  }

  @Test
  void noQuickAttemptStartsThatMayOutlastTheInvocation() throws InterruptedException {
    Delivery delivery = sender("", call -> later(Fault.UNREACHABLE, Duration.ZERO));
    // the demo channel's longest attempt is a second and its latency
    Duration left = Duration.ofMillis(1_005).plusMillis(40);
    assertThat(delivery.deliver(List.of(message(1)), time.instant().plus(left)))
        .first()
        .isInstanceOf(Verdict.Return.class);
    assertThat(calls()).isEqualTo(1);
    assertThat(only(Open.class).deferrals()).isEqualTo(1);
  }

  @Test
  void noQuickAttemptStartsAfterTheDeadline() throws InterruptedException {
    time.advance(Duration.ofHours(1).minusMillis(40));
    deliver(1, "deadline: 1h\n", call -> later(Fault.UNREACHABLE, Duration.ZERO));
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void aRecipientThatAlwaysFailsDoesNotDelayTheOthersOfItsEnvelope() throws InterruptedException {
    Delivery delivery =
        sender(
            "",
            message ->
                message.recipientId().equals("i3")
                    ? later(Fault.UNAVAILABLE, Duration.ZERO)
                    : new Accepted(""));
    Verdict verdict =
        delivery.deliver(List.of(message(10)), time.instant().plusSeconds(60)).getFirst();

    assertThat(verdict).isInstanceOf(Verdict.Return.class);
    assertThat(calls.get("i3")).hasValue(3);
    assertThat(passed()).isLessThanOrEqualTo(FEW_HUNDRED_MILLISECONDS);
    assertThat(standings())
        .filteredOn(Settled.class::isInstance)
        .hasSize(9)
        .as("on record before the first pause")
        .allSatisfy(standing -> assertThat(((Settled) standing).at()).isEqualTo(START));
  }

  @Test
  void whileTheBreakerIsOpenNothingIsClaimedAndNothingAttempted() throws InterruptedException {
    Delivery delivery = sender("", message -> later(Fault.UNREACHABLE, Duration.ZERO));
    delivery.deliver(List.of(message(100)), time.instant().plusSeconds(60));
    int before = calls();
    assertThat(before).as("no quick attempts at a provider out of order").isBetween(20, 100);
    List<Standing> standings = standings();

    Verdict verdict =
        delivery.deliver(List.of(message(1, 10)), time.instant().plusSeconds(60)).getFirst();

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Return.class,
            back -> {
              assertThat(back.why()).isEqualTo("the provider is out of order");
              assertThat(back.delay()).isBetween(Duration.ofMillis(700), Duration.ofMillis(1_700));
            });
    assertThat(calls()).isEqualTo(before);
    assertThat(standings()).as("not even claimed").isEqualTo(standings);
    assertThat(standings)
        .allSatisfy(each -> assertThat(((Open) each).deferrals()).isLessThanOrEqualTo(1))
        .filteredOn(each -> ((Open) each).deferrals() == 1)
        .hasSize(before);
  }

  @Test
  void afterTheWaitFewAreTriedAndTheOthersStayAsTheyWere() throws InterruptedException {
    Delivery delivery = sender("", message -> later(Fault.UNAVAILABLE, Duration.ZERO));
    delivery.deliver(List.of(message(100)), time.instant().plusSeconds(60));
    int before = calls();
    time.advance(Duration.ofSeconds(2));

    Verdict verdict =
        delivery.deliver(List.of(message(1, 50)), time.instant().plusSeconds(60)).getFirst();

    assertThat(calls() - before).isEqualTo(3);
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Return.class, back -> assertThat(back.delay()).isPositive());
    assertThat(standings())
        .filteredOn(each -> each.equals(Standing.UNTRIED))
        .hasSize(100 - before + 50 - 3);
  }

  @Test
  void aDeadlineThatPassesWhileTheBreakerIsOpenStillExpires() throws InterruptedException {
    Delivery delivery =
        sender("deadline: 1h\n", message -> later(Fault.UNREACHABLE, Duration.ZERO));
    time.advance(Duration.ofHours(1).minusMillis(200));
    delivery.deliver(List.of(message(100)), time.instant().plusSeconds(60));
    Verdict back =
        delivery.deliver(List.of(message(1, 10)), time.instant().plusSeconds(60)).getFirst();
    assertThat(((Verdict.Return) back).delay()).isEqualTo(Duration.ofSeconds(1));
    time.advance(Duration.ofSeconds(1));
    assertThat(delivery.deliver(List.of(message(1, 10)), time.instant().plusSeconds(60)))
        .hasOnlyElementsOfType(Verdict.Done.class);
    assertThat(ledger.outcomes(RUN)).containsEntry(Outcome.EXPIRED, 10L);
  }

  private static Attempt later(Fault fault, Duration retryAfter) {
    return new Deferred(Reason.of("http-503"), retryAfter, fault);
  }

  private Verdict deliver(int recipients, String more, IntFunction<Attempt> answers)
      throws InterruptedException {
    Delivery delivery = sender(more, message -> answers.apply(calls()));
    return delivery
        .deliver(List.of(message(recipients)), time.instant().plusSeconds(60))
        .getFirst();
  }

  private Delivery sender(String more, Channel channel) {
    CampaignFile file = Campaigns.demo(more);
    MemoryRuns runs = new MemoryRuns();
    Instant deadline = file.campaign().deadline().of(START, file.campaign().schedule().zone());
    runs.open(new Run(RUN, file, deadline));
    Channel counting =
        message -> {
          calls.computeIfAbsent(message.recipientId(), id -> new AtomicInteger()).incrementAndGet();
          return channel.attempt(message);
        };
    return new Delivery(ledger, runs, settings -> counting, new MemoryRunControl(), time.timing());
  }

  private static Received message(int recipients) {
    return message(0, recipients);
  }

  private static Received message(int sequence, int recipients) {
    Envelope envelope =
        new Envelope(
            new EnvelopeId(RUN, 0, sequence),
            IntStream.range(0, recipients)
                .mapToObj(i -> new Recipient(i + 2, "i" + i, "a" + i, List.of("n" + i)))
                .toList());
    return new Received("m" + sequence, "r" + sequence, EnvelopeCodec.encode(envelope).body());
  }

  private int calls() {
    return calls.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  private Duration passed() {
    return Duration.between(START, time.instant());
  }

  private <T extends Standing> T only(Class<T> kind) {
    assertThat(standings()).singleElement().isInstanceOf(kind);
    return kind.cast(standings().getFirst());
  }

  private List<Standing> standings() {
    List<Standing> all = new ArrayList<>();
    ledger.envelopes(RUN, 0, (EnvelopeFacts facts) -> all.addAll(facts.standings()));
    return all;
  }
}
