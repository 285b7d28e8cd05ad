package dev.blast.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.dispatch.EnvelopeQueue.Entry;
import dev.blast.dispatch.EnvelopeQueue.QueueUnavailable;
import dev.blast.dispatch.EnvelopeQueue.Unsent;
import dev.blast.flow.InFlightLimit;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdaptiveQueueTest {

  private static final RunId RUN = new RunId("spring", Instant.parse("2026-03-01T07:00:00Z"));

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void noMoreRequestsThanTheLimitAreInFlight() throws Exception {
    Gate gate = new Gate();
    AdaptiveQueue queue = adaptive(gate, 3, 3);
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Unsent>>> sent = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        sent.add(senders.submit(() -> queue.send(entries(1))));
      }
      gate.entered.await();
      gate.opened.countDown();
      for (Future<List<Unsent>> each : sent) {
        assertThat(each.get()).isEmpty();
      }
    }
    assertThat(gate.most.get()).isEqualTo(3);
  }

  @Test
  void aQueueThatTakesEverythingAtOnceIsGivenMore() {
    AdaptiveQueue queue = adaptive(takingFor(Duration.ofMillis(10)), 1, 8);
    queue.send(entries(10));
    assertThat(queue.limit()).isEqualTo(2);
  }

  @Test
  void aThrottledRequestHalvesTheLimitAndIsThrownOn() {
    ScriptedQueue scripted = ScriptedQueue.takingEverything();
    scripted.refuseRequests(1);
    AdaptiveQueue queue = adaptive(scripted, 8, 8);
    assertThatThrownBy(() -> queue.send(entries(10))).isInstanceOf(QueueUnavailable.class);
    assertThat(queue.limit()).isEqualTo(4);
    assertThat(queue.send(entries(10))).isEmpty();
  }

  @Test
  void aRequestOfWhichHalfFailedIsARefusal() {
    assertThat(limitAfterFailed(5, false)).isEqualTo(4);
  }

  @Test
  void aFewFailedEntriesAreNot() {
    assertThat(limitAfterFailed(4, false)).isEqualTo(8);
  }

  @Test
  void entriesThatTheQueueWillNeverTakeSayNothingAboutItsLoad() {
    assertThat(limitAfterFailed(10, true)).isEqualTo(8);
  }

  private int limitAfterFailed(int failed, boolean senderFault) {
    ScriptedQueue scripted =
        new ScriptedQueue(
            (entry, nth) ->
                entry.id().sequence() < failed
                    ? Optional.of(new Unsent(entry, senderFault, "Busy", ""))
                    : Optional.empty());
    AdaptiveQueue queue = adaptive(scripted, 8, 8);
    assertThat(queue.send(entries(10))).hasSize(failed);
    return queue.limit();
  }

  private AdaptiveQueue adaptive(EnvelopeQueue queue, int first, int max) {
    return new AdaptiveQueue(
        queue, nanos::get, new InFlightLimit(first, max, 1, AdaptiveQueue.QUICK));
  }

  private EnvelopeQueue takingFor(Duration latency) {
    return entries -> {
      nanos.addAndGet(latency.toNanos());
      return List.of();
    };
  }

  /** Holds every request until it is opened. */
  private static final class Gate implements EnvelopeQueue {
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch entered = new CountDownLatch(3);
    private final CountDownLatch opened = new CountDownLatch(1);

    @Override
    public List<Unsent> send(List<Entry> entries) {
      int now = inside.incrementAndGet();
      most.accumulateAndGet(now, Math::max);
      entered.countDown();
      try {
        opened.await();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      } finally {
        inside.decrementAndGet();
      }
      return List.of();
    }
  }

  private static List<Entry> entries(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Entry(new EnvelopeId(RUN, 0, i), 1, "body", 4))
        .toList();
  }
}
