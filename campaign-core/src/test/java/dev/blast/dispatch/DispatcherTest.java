package dev.blast.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.blast.campaign.Throttle;
import dev.blast.dispatch.Dispatcher.Dispatched;
import dev.blast.dispatch.Dispatcher.Order;
import dev.blast.dispatch.EnvelopeQueue.Entry;
import dev.blast.dispatch.EnvelopeQueue.QueueUnavailable;
import dev.blast.dispatch.EnvelopeQueue.Unsent;
import dev.blast.dispatch.Pace.Turn;
import dev.blast.outcome.Reason;
import dev.blast.queue.EnvelopeCodec;
import dev.blast.queue.EnvelopeCodec.Decoded;
import dev.blast.queue.EnvelopeId;
import dev.blast.queue.ListedRecipients;
import dev.blast.queue.Recipient;
import dev.blast.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DispatcherTest {

  private static final RunId RUN = new RunId("spring", Instant.parse("2026-03-01T07:00:00Z"));
  private static final DispatchSettings QUICK =
      new DispatchSettings(3, 4, Duration.ofMillis(1), Duration.ofMillis(2));

  private static final Instant DEADLINE = Instant.parse("2026-03-02T07:00:00Z");

  private final Map<Integer, Integer> reached = new ConcurrentHashMap<>();
  private final Map<EnvelopeId, Reason> unsendable = new HashMap<>();
  private final List<Instant> released = new ArrayList<>();
  private Runnable beforeWaiting = () -> {};
  private Instant now = Instant.parse("2026-03-01T07:00:00Z");

  @Property
  void everyRecipientIsInExactlyOneEnvelope(
      @ForAll @IntRange(max = 700) int recipients, @ForAll @IntRange(min = 1, max = 40) int packing)
      throws InterruptedException {
    reached.clear();
    ScriptedQueue queue = ScriptedQueue.takingEverything();
    assertThat(
            dispatch(
                queue, recipients, packing, DispatcherTest::noneSettled, DispatcherTest::never))
        .isEqualTo(new Dispatched.Whole());
    assertThat(lines(queue)).containsExactlyInAnyOrderElementsOf(allLines(recipients));
    assertThat(ids(queue)).doesNotHaveDuplicates();
  }

  @Test
  void anEnvelopeIsNamedByItsPlaceInTheShard() throws InterruptedException {
    ScriptedQueue queue = ScriptedQueue.takingEverything();
    dispatch(queue, 25, 10, DispatcherTest::noneSettled, DispatcherTest::never);
    assertThat(ids(queue))
        .containsExactlyInAnyOrder(
            new EnvelopeId(RUN, 4, 0), new EnvelopeId(RUN, 4, 1), new EnvelopeId(RUN, 4, 2));
  }

  @Test
  void failedEntriesAreSentAgainAndTheOthersAreNot() throws InterruptedException {
    ScriptedQueue queue =
        new ScriptedQueue(
            (entry, nth) ->
                entry.id().sequence() % 3 == 0 && nth < 3
                    ? Optional.of(new Unsent(entry, false, "Busy", ""))
                    : Optional.empty());
    dispatch(queue, 100, 1, DispatcherTest::noneSettled, DispatcherTest::never);
    assertThat(lines(queue)).containsExactlyInAnyOrderElementsOf(allLines(100));
  }

  @Test
  void anEntryTheQueueWillNeverTakeIsRecordedAndNotSentAgain() throws InterruptedException {
    ScriptedQueue queue =
        new ScriptedQueue(
            (entry, nth) ->
                entry.id().sequence() == 5
                    ? Optional.of(new Unsent(entry, true, "InvalidMessageContents", "bad"))
                    : Optional.empty());
    dispatch(queue, 20, 1, DispatcherTest::noneSettled, DispatcherTest::never);
    assertThat(lines(queue)).hasSize(19);
    assertThat(unsendable)
        .containsExactly(
            Map.entry(
                new EnvelopeId(RUN, 4, 5),
                new Reason("queue-refused", "InvalidMessageContents bad")));
  }

  @Test
  void aRequestThatFailsIsSentAgain() throws InterruptedException {
    ScriptedQueue queue = ScriptedQueue.takingEverything();
    queue.refuseRequests(3);
    dispatch(queue, 10, 1, DispatcherTest::noneSettled, DispatcherTest::never);
    assertThat(lines(queue)).hasSize(10);
  }

  @Test
  void ofFivePercentThrottledRequestsAndFivePercentFailedEntriesNothingIsMissing()
      throws InterruptedException {
    ScriptedQueue queue = ScriptedQueue.takingEverything();
    FlakyQueue flaky = new FlakyQueue(queue, 42, 0.05, 0.01, 0.05);
    AdaptiveQueue adaptive = new AdaptiveQueue(flaky, System::nanoTime);

    assertThat(
            new Dispatcher(
                    adaptive,
                    checkpoints(),
                    unsendables(),
                    new DispatchSettings(32, 10, Duration.ofMillis(1), Duration.ofMillis(2)),
                    () -> now,
                    duration -> {})
                .dispatch(
                    order(
                        people(20_000),
                        1,
                        DispatcherTest::noneSettled,
                        DispatcherTest::never,
                        unlimited())))
        .isEqualTo(new Dispatched.Whole());

    assertThat(flaky.requestsRefused()).isGreaterThan(50);
    assertThat(flaky.entriesFailed()).isGreaterThan(500);
    assertThat(lines(queue)).hasSizeGreaterThan(20_000);
    assertThat(new HashSet<>(lines(queue))).isEqualTo(new HashSet<>(allLines(20_000)));
    assertThat(reached.get(4)).isEqualTo(20_000);
    assertThat(adaptive.limit()).isBetween(1, AdaptiveQueue.MOST);
  }

  @Test
  void aShardNeverHasMoreBatchesCutThanItsWindow() throws InterruptedException {
    AtomicInteger cut = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    EnvelopeQueue slow =
        entries -> {
          most.accumulateAndGet(cut.get() / EnvelopeQueue.MAX_ENTRIES, Math::max);
          cut.addAndGet(-entries.size());
          return List.of();
        };
    Iterator<Recipient> counted =
        people(3_000).stream().peek(each -> cut.incrementAndGet()).iterator();
    dispatcher(slow)
        .dispatch(
            new Order(
                Pass.first(RUN),
                4,
                1,
                new ListedRecipients(counted),
                DispatcherTest::noneSettled,
                DispatcherTest::noneHeld,
                unlimited(),
                DEADLINE,
                DispatcherTest::never));
    // The window, the batch that is being cut, and one recipient read ahead by the iterator.
    assertThat(most.get()).isBetween(1, QUICK.inFlight() + 2);
  }

  @Test
  void nothingIsSentBeforeItsRelease() throws InterruptedException {
    List<Instant> sent = new ArrayList<>();
    EnvelopeQueue queue =
        entries -> {
          synchronized (sent) {
            entries.forEach(entry -> sent.add(now));
          }
          return List.of();
        };
    Instant start = now;
    Pacer pacer = new Pacer(new Throttle.Limit(1, Duration.ofSeconds(1)));
    dispatcher(queue)
        .dispatch(order(people(30), 1, DispatcherTest::noneSettled, DispatcherTest::never, pacer));
    assertThat(sent).hasSize(30);
    for (int i = 0; i < sent.size(); i++) {
      assertThat(sent.get(i)).isAfterOrEqualTo(start.plusSeconds(i));
    }
  }

  @Test
  void aQueueThatStaysAwayStopsTheDispatchAtItsCheckpointAndALaterOneGoesOn()
      throws InterruptedException {
    ScriptedQueue queue = ScriptedQueue.takingEverything();
    queue.refuseRequests(1_000);
    assertThatThrownBy(
            () -> dispatch(queue, 2_000, 1, DispatcherTest::noneSettled, DispatcherTest::never))
        .isInstanceOf(QueueUnavailable.class);
    queue.refuseRequests(0);
    assertThat(dispatch(queue, 2_000, 1, DispatcherTest::noneSettled, DispatcherTest::never))
        .isEqualTo(new Dispatched.Whole());
    assertThat(lines(queue)).containsAll(allLines(2_000));
  }

  @Test
  void everythingBelowACheckpointIsOnTheQueue() {
    AtomicInteger sent = new AtomicInteger();
    ScriptedQueue queue =
        new ScriptedQueue(
            (entry, nth) ->
                sent.incrementAndGet() > 1_500
                    ? Optional.of(new Unsent(entry, false, "Busy", ""))
                    : Optional.empty());
    assertThatThrownBy(
            () -> dispatch(queue, 3_000, 1, DispatcherTest::noneSettled, DispatcherTest::never))
        .isInstanceOf(QueueUnavailable.class);
    int checkpoint = reached.getOrDefault(4, 0);
    assertThat(checkpoint).isPositive();
    assertThat(ids(queue))
        .containsAll(
            IntStream.range(0, checkpoint).mapToObj(i -> new EnvelopeId(RUN, 4, i)).toList());
  }

  @Test
  void aStoppedDispatchGoesOnWhereItWas() throws InterruptedException {
    ScriptedQueue queue = ScriptedQueue.takingEverything();
    AtomicInteger asked = new AtomicInteger();
    assertThat(
            dispatch(
                queue, 900, 1, DispatcherTest::noneSettled, () -> asked.incrementAndGet() > 600))
        .isEqualTo(new Dispatched.Stopped());
    int before = queue.acknowledged().size();
    assertThat(before).isBetween(600, 610);
    dispatch(queue, 900, 1, DispatcherTest::noneSettled, DispatcherTest::never);
    assertThat(ids(queue)).doesNotHaveDuplicates().hasSize(900);
  }

  @Test
  void envelopesThatAreSettledAreNotSent() throws InterruptedException {
    ScriptedQueue queue = ScriptedQueue.takingEverything();
    dispatch(queue, 100, 10, sequence -> sequence != 3, DispatcherTest::never);
    assertThat(ids(queue)).containsExactly(new EnvelopeId(RUN, 4, 3));
    assertThat(lines(queue)).containsExactlyElementsOf(LongStream.range(30, 40).boxed().toList());
  }

  @Test
  void batchesStayWithinOneMebibyte() throws InterruptedException {
    ScriptedQueue queue = ScriptedQueue.takingEverything();
    String large = "x".repeat(150_000);
    List<Recipient> people =
        LongStream.range(0, 50).mapToObj(i -> new Recipient(i, "i" + i, large, List.of())).toList();
    dispatcher(queue)
        .dispatch(
            order(people, 1, DispatcherTest::noneSettled, DispatcherTest::never, unlimited()));
    assertThat(lines(queue)).hasSize(50);
  }

  @Test
  void aThrottledDispatchWaitsForEachTurn() throws InterruptedException {
    ScriptedQueue queue = ScriptedQueue.takingEverything();
    Instant start = now;
    throttled(queue, people(60), 10, new Throttle.Limit(10, Duration.ofSeconds(1)));
    assertThat(released)
        .containsExactlyElementsOf(IntStream.range(0, 6).mapToObj(start::plusSeconds).toList());
    assertThat(queue.acknowledged()).hasSize(6);
  }

  @Test
  void whatWasReleasedIsOnTheQueueBeforeTheNextTurnComes() throws InterruptedException {
    ScriptedQueue queue = ScriptedQueue.takingEverything();
    beforeWaiting = () -> await().until(() -> queue.acknowledged().size() == released.size());
    throttled(queue, people(40), 1, new Throttle.Limit(5, Duration.ofSeconds(1)));
    assertThat(queue.acknowledged()).hasSize(40);
  }

  @Test
  void turnsThatComeTogetherShareARequest() throws InterruptedException {
    List<Integer> requests = Collections.synchronizedList(new ArrayList<>());
    EnvelopeQueue queue =
        entries -> {
          requests.add(entries.size());
          return List.of();
        };
    throttled(queue, people(4_000), 1, new Throttle.Limit(4_000, Duration.ofSeconds(1)));
    assertThat(requests.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4_000);
    assertThat(requests).hasSizeBetween(400, 800);
  }

  @Test
  void aTurnBeyondTheQuarterHourThatSqsCouldDelayIsWaitedFor() throws InterruptedException {
    ScriptedQueue queue = ScriptedQueue.takingEverything();
    Instant start = now;
    throttled(queue, people(40), 1, new Throttle.Limit(1, Duration.ofMinutes(1)));
    assertThat(queue.acknowledged()).hasSize(40);
    assertThat(now).isEqualTo(start.plus(Duration.ofMinutes(39)));
  }

  @Test
  void nobodyIsHeldBackBeyondTheDeadline() throws InterruptedException {
    ScriptedQueue queue = ScriptedQueue.takingEverything();
    now = DEADLINE.minusSeconds(5);
    throttled(queue, people(40), 1, new Throttle.Limit(1, Duration.ofSeconds(1)));
    assertThat(queue.acknowledged()).hasSize(40);
    assertThat(released).hasSize(5);
    assertThat(now).isBetween(DEADLINE, DEADLINE.plusMillis(5));
  }

  @Test
  void aDispatchThatWaitsForItsTurnStopsWhenTold() throws InterruptedException {
    ScriptedQueue queue = ScriptedQueue.takingEverything();
    Pacer pacer = new Pacer(new Throttle.Limit(1, Duration.ofMinutes(1)));
    Instant start = now;
    assertThat(
            dispatcher(queue)
                .dispatch(
                    order(
                        people(40),
                        1,
                        DispatcherTest::noneSettled,
                        () -> now.isAfter(start),
                        pacer)))
        .isEqualTo(new Dispatched.Stopped());
    assertThat(ids(queue)).containsExactly(new EnvelopeId(RUN, 4, 0));
    dispatch(queue, 40, 1, DispatcherTest::noneSettled, DispatcherTest::never);
    assertThat(ids(queue)).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  void aQueueThatRefusesIsNoticedWhileTheNextTurnIsWaitedFor() {
    ScriptedQueue queue = ScriptedQueue.takingEverything();
    queue.refuseRequests(QUICK.tries());
    AtomicInteger waits = new AtomicInteger();
    beforeWaiting =
        () -> {
          waits.incrementAndGet();
          await().until(queue::refusedAll);
        };
    assertThatThrownBy(
            () -> throttled(queue, people(1_000), 1, new Throttle.Limit(1, Duration.ofMinutes(1))))
        .isInstanceOf(QueueUnavailable.class);
    assertThat(waits.get()).isLessThan(1_000);
    assertThat(queue.acknowledged()).hasSizeLessThan(1_000);
  }

  private void throttled(
      EnvelopeQueue queue, List<Recipient> people, int packing, Throttle throttle)
      throws InterruptedException {
    Pacer pacer = new Pacer(throttle);
    Pace pace =
        (recipients, at) -> {
          Turn turn = pacer.turn(recipients, at);
          if (turn instanceof Turn.Now) {
            released.add(at);
          }
          return turn;
        };
    assertThat(
            dispatcher(queue)
                .dispatch(
                    order(
                        people, packing, DispatcherTest::noneSettled, DispatcherTest::never, pace)))
        .isEqualTo(new Dispatched.Whole());
  }

  private Dispatched dispatch(
      ScriptedQueue queue, int recipients, int packing, IntPredicate settled, BooleanSupplier stop)
      throws InterruptedException {
    return dispatcher(queue)
        .dispatch(order(people(recipients), packing, settled, stop, unlimited()));
  }

  private Dispatcher dispatcher(EnvelopeQueue queue) {
    return new Dispatcher(
        queue,
        checkpoints(),
        unsendables(),
        QUICK,
        () -> now,
        duration -> {
          beforeWaiting.run();
          now = now.plus(duration);
        });
  }

  private Checkpoints checkpoints() {
    return new Checkpoints() {
      @Override
      public int next(Pass pass, int shard) {
        return reached.getOrDefault(shard, 0);
      }

      @Override
      public void reached(Pass pass, int shard, int next) {
        reached.put(shard, next);
      }
    };
  }

  private Unsendables unsendables() {
    return (id, recipients, reason, at) -> unsendable.put(id, reason);
  }

  private static Order order(
      List<Recipient> people, int packing, IntPredicate settled, BooleanSupplier stop, Pace pace) {
    return new Order(
        Pass.first(RUN),
        4,
        packing,
        new ListedRecipients(people.iterator()),
        settled,
        DispatcherTest::noneHeld,
        pace,
        DEADLINE,
        stop);
  }

  private static boolean noneHeld(int sequence) {
    return false;
  }

  private static boolean noneSettled(int sequence) {
    return false;
  }

  private static boolean never() {
    return false;
  }

  private static Pacer unlimited() {
    return new Pacer(new Throttle.Unlimited());
  }

  private static List<Recipient> people(int count) {
    return LongStream.range(0, count)
        .mapToObj(i -> new Recipient(i, "i" + i, "a" + i, List.of("v")))
        .toList();
  }

  private static List<Long> allLines(int recipients) {
    return LongStream.range(0, recipients).boxed().toList();
  }

  private static List<EnvelopeId> ids(ScriptedQueue queue) {
    return queue.acknowledged().stream().map(Entry::id).toList();
  }

  private static List<Long> lines(ScriptedQueue queue) {
    List<Long> lines = new ArrayList<>();
    for (Entry entry : queue.acknowledged()) {
      if (EnvelopeCodec.decode(entry.body()) instanceof Decoded.Valid(var envelope)) {
        envelope.recipients().forEach(recipient -> lines.add(recipient.line()));
      }
    }
    return lines;
  }
}
