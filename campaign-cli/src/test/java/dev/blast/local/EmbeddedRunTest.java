package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Campaigns;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Channel;
import dev.blast.delivery.Channel.Outgoing;
import dev.blast.delivery.Channels;
import dev.blast.dispatch.DoublingQueue;
import dev.blast.dispatch.EnvelopeQueue;
import dev.blast.dispatch.EnvelopeQueue.Unsent;
import dev.blast.local.EmbeddedRun.End;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Tally;
import dev.blast.report.Report;
import dev.blast.run.Firing.Fired;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.site.LocalSite;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs, over a real queue and a real ledger, to a channel that a test scripts. */
class EmbeddedRunTest {

  private static final int PEOPLE = 300;

  @TempDir private Path folder;
  private final Map<String, Integer> attempted = new ConcurrentHashMap<>();
  private LocalBlast blast;
  private volatile Runnable stop = () -> {};

  @BeforeEach
  void audience() throws IOException {
    List<String> rows =
        IntStream.range(0, PEOPLE)
            .mapToObj(i -> "i" + i + ",p" + i + "@example.com,N" + i)
            .toList();
    Files.writeString(folder.resolve("people.csv"), "id,email,name\n" + String.join("\n", rows));
    blast = new LocalBlast(folder.resolve("data"), InstantSource.system());
  }

  @Test
  void everyRecipientIsAttemptedOnceAndTheRunIsClosed() throws InterruptedException {
    RunId id = fired();
    End end = run(id, message -> new Attempt.Accepted("p"), UnaryOperator.identity());
    assertThat(end).isInstanceOf(End.Closed.class);
    assertEachAttemptedOnce();
    assertThat(blast.runs().state(id)).contains(RunState.CLOSED);
    assertThat(LocalSite.of(blast).books().tally(id).map(Tally::sentence))
        .contains(
            "300 rows = 0 invalid + 0 filtered + 0 duplicate + 0 suppressed + 300 recipients;"
                + " recipients = 300 sent + 0 rejected + 0 expired + 0 cancelled + 0 dead"
                + " + 0 unconfirmed + 0 open");
  }

  @Test
  void overSeveralQueuesEverybodyIsAttemptedOnceAndTheRunIsClosed() throws InterruptedException {
    RunId id = fired("queues: 5\n");
    Set<Integer> sequences = ConcurrentHashMap.newKeySet();
    Channel busy = EmbeddedRunTest::oftenBusy;
    End end =
        run(
            id,
            busy,
            queue ->
                entries -> {
                  entries.forEach(entry -> sequences.add(entry.id().sequence()));
                  return queue.send(entries);
                });
    assertThat(end).isInstanceOf(End.Closed.class);
    assertThat(sequences).hasSize(PEOPLE / 5);
    assertThat(tally(end).count(Outcome.SENT)).isEqualTo(PEOPLE);
  }

  @Test
  void whatOneOfSeveralQueuesLosesIsOpenAndResumed() throws InterruptedException {
    RunId id = fired("queues: 3\n");
    Channel accepting = message -> new Attempt.Accepted("p");
    assertThat(run(id, accepting, EmbeddedRunTest::losingEveryThird))
        .isInstanceOf(End.RanDry.class);
    assertThat(run(id, accepting, UnaryOperator.identity())).isInstanceOf(End.Closed.class);
    assertEachAttemptedOnce();
  }

  @Test
  void aQueueThatDeliversEverythingTwiceAttemptsEachRecipientOnce() throws InterruptedException {
    End end = run(fired(), message -> new Attempt.Accepted("p"), DoublingQueue::new);
    assertThat(end).isInstanceOf(End.Closed.class);
    assertEachAttemptedOnce();
  }

  @Test
  void aProviderThatIsOftenBusyLosesNobodyAndBurnsNoAttempt() throws InterruptedException {
    RunId id = fired();
    End end = run(id, EmbeddedRunTest::oftenBusy, UnaryOperator.identity());
    assertThat(end).isInstanceOf(End.Closed.class);
    assertThat(tally(end).count(Outcome.SENT)).isEqualTo(PEOPLE);
    assertThat(attempted.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(PEOPLE);
    StringWriter report = new StringWriter();
    LocalSite.of(blast).books().report(id, only("sent"), report);
    assertThat(report.toString().lines().skip(1))
        .hasSize(PEOPLE)
        .allMatch(row -> row.contains(",,1,p,"));
  }

  /** 10 % of tries answer 503, 5 % answer 429. */
  private static Attempt oftenBusy(Outgoing message) {
    int draw = Math.floorMod((message.recipientId() + "/" + message.tries()).hashCode() * 31, 100);
    if (draw < 10) {
      return new Attempt.Deferred(Reason.of("http-503"), Duration.ZERO);
    }
    return draw < 15
        ? new Attempt.Deferred(Reason.of("http-429"), Duration.ofSeconds(1))
        : new Attempt.Accepted("p");
  }

  @Test
  void aStoppedRunGoesOnWithWhatIsOpenAndRepeatsNobody() throws InterruptedException {
    RunId id = fired();
    AtomicInteger sent = new AtomicInteger();
    Channel stopping =
        message -> {
          if (sent.incrementAndGet() == PEOPLE / 3) {
            stop.run();
          }
          return new Attempt.Accepted("p");
        };
    try (LiveRun live = blast.begin(id, channels(stopping))) {
      stop = live.embedded()::stop;
      assertThat(live.embedded().toTheEnd(seen -> {}))
          .isInstanceOfAny(End.Stopped.class, End.Closed.class);
    }
    if (blast.runs().state(id).orElseThrow() != RunState.CLOSED) {
      assertThat(run(id, stopping, UnaryOperator.identity())).isInstanceOf(End.Closed.class);
    }
    assertEachAttemptedOnce();
  }

  @Test
  void whatTheQueueLosesIsOpenAndResumingMakesUpForIt() throws InterruptedException {
    RunId id = fired();
    Channel accepting = message -> new Attempt.Accepted("p");
    End first = run(id, accepting, EmbeddedRunTest::losingEveryThird);
    assertThat(first).isInstanceOf(End.RanDry.class);
    assertThat(tally(first).open()).isPositive();
    assertThat(blast.runs().state(id)).contains(RunState.DISPATCHED);
    assertThat(run(id, accepting, UnaryOperator.identity())).isInstanceOf(End.Closed.class);
    assertEachAttemptedOnce();
  }

  private static EnvelopeQueue losingEveryThird(EnvelopeQueue queue) {
    return entries ->
        queue.send(entries.stream().filter(entry -> entry.id().sequence() % 3 != 0).toList());
  }

  @Test
  void whatTheQueueWillNeverTakeIsInvalidAndCountedOnceHoweverOftenTheRunGoesOn()
      throws InterruptedException {
    RunId id = fired();
    Channel accepting = message -> new Attempt.Accepted("p");
    End first =
        run(id, accepting, queue -> losingEveryThird(refusing(queue, sequence -> sequence == 7)));
    assertThat(tally(first).open()).isPositive();
    assertThat(tally(first).staged().excluded(Exclusion.INVALID)).isEqualTo(5);
    List<Integer> sequences = new CopyOnWriteArrayList<>();
    End second =
        run(
            id,
            accepting,
            queue ->
                entries -> {
                  entries.forEach(entry -> sequences.add(entry.id().sequence()));
                  return queue.send(entries);
                });
    assertThat(sequences).isNotEmpty().doesNotContain(7);
    assertThat(second).isInstanceOf(End.Closed.class);
    assertThat(tally(second).sentence())
        .isEqualTo(
            "300 rows = 5 invalid + 0 filtered + 0 duplicate + 0 suppressed + 295 recipients;"
                + " recipients = 295 sent + 0 rejected + 0 expired + 0 cancelled + 0 dead"
                + " + 0 unconfirmed + 0 open");
    StringWriter report = new StringWriter();
    LocalSite.of(blast).books().report(id, only("invalid"), report);
    assertThat(report.toString().lines().skip(1))
        .hasSize(5)
        .allMatch(row -> row.contains(",invalid,queue-refused: InvalidMessageContents no,0,"));
    assertThat(attempted).hasSize(PEOPLE - 5);
    assertThat(attempted.values()).containsOnly(1);
  }

  /** Answers senderFault for some envelopes, as SQS does for a body it does not allow. */
  private static EnvelopeQueue refusing(EnvelopeQueue queue, IntPredicate which) {
    return entries -> {
      List<Unsent> unsent =
          new ArrayList<>(
              queue.send(
                  entries.stream().filter(entry -> !which.test(entry.id().sequence())).toList()));
      entries.stream()
          .filter(entry -> which.test(entry.id().sequence()))
          .forEach(entry -> unsent.add(new Unsent(entry, true, "InvalidMessageContents", "no")));
      return unsent;
    };
  }

  @Test
  void aRunWhoseBooksAreWrongIsNotClosed() throws InterruptedException, SQLException {
    RunId id = fired();
    Channel accepting = message -> new Attempt.Accepted("p");
    run(id, accepting, EmbeddedRunTest::losingEveryThird);
    try (Connection ledger =
            DriverManager.getConnection("jdbc:sqlite:" + blast.runs().folder(id).ledger());
        Statement tamper = ledger.createStatement()) {
      tamper.executeUpdate("UPDATE counter SET recipients = recipients + 1 WHERE outcome = 'sent'");
    }
    End end = run(id, accepting, UnaryOperator.identity());
    assertThat(end).isInstanceOf(End.Unbalanced.class);
    assertThat(blast.runs().state(id)).contains(RunState.DISPATCHED);
  }

  private RunId fired() {
    return fired("");
  }

  private RunId fired(String more) {
    CampaignFile file =
        Campaigns.read(
            folder.resolve("spring.yaml"),
            """
            id: spring
            audience: { path: people.csv, columns: { id: id, address: email } }
            message: { channel: { type: demo }, body: "Dear {{name}}" }
            attempts: { max: 2, firstDelay: 10ms, maxDelay: 20ms }
            packing: 5
            """
                + more);
    Fired fired = blast.fire(file, InstantSource.system().instant());
    return assertStaged(fired);
  }

  private static RunId assertStaged(Fired fired) {
    assertThat(fired).isInstanceOf(Fired.Staged.class);
    return ((Fired.Staged) fired).run().id();
  }

  private End run(RunId id, Channel channel, UnaryOperator<EnvelopeQueue> transport)
      throws InterruptedException {
    try (LiveRun live = blast.begin(id, channels(channel), Interference.ofQueue(transport))) {
      return live.embedded().toTheEnd(seen -> {});
    }
  }

  private Channels channels(Channel channel) {
    return settings ->
        message -> {
          attempted.merge(message.recipientId(), 1, Integer::sum);
          return channel.attempt(message);
        };
  }

  private void assertEachAttemptedOnce() {
    assertThat(attempted).hasSize(PEOPLE);
    assertThat(attempted.values()).containsOnly(1);
  }

  private static Tally tally(End end) {
    return switch (end) {
      case End.Closed(Tally tally) -> tally;
      case End.Stopped(Tally tally) -> tally;
      case End.Halted(Tally tally, var pause) -> tally;
      case End.RanDry(Tally tally) -> tally;
      case End.Unbalanced(List<String> errors) -> throw new AssertionError(errors.toString());
    };
  }

  private static Report.Only only(String outcome) {
    return new Report.Only(Optional.of(outcome), Optional.empty());
  }
}
