package dev.blast.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Campaigns;
import dev.blast.delivery.Attempt.Fault;
import dev.blast.delivery.Channel.Outgoing;
import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.outcome.Standing.Settled;
import dev.blast.queue.Envelope;
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
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs by the test clock: a queue and providers that misbehave, senders that stall. */
class SimulatedRunTest {

  private static final Instant START = Instant.parse("2026-03-01T07:00:00Z");
  private static final RunId RUN = new RunId("spring", START);
  private static final int PACKING = 10;

  private final SimulatedTime time = new SimulatedTime(START);
  private final MemoryLedger ledger = new MemoryLedger();
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"UNREACHABLE", "UNAVAILABLE", "BROKEN"})
  void aProviderThatIsDownForTenMinutesLosesNobodyAndBurnsNoAttempt(Fault fault)
      throws InterruptedException {
    int recipients = 10_000;
    Instant down = START.plusSeconds(3);
    Instant up = down.plus(Duration.ofMinutes(10));
    AtomicInteger inVain = new AtomicInteger();
    Delivery sender =
        sender(
            message -> {
              if (time.instant().isBefore(down) || !time.instant().isBefore(up)) {
                return new Attempt.Accepted("");
              }
              inVain.incrementAndGet();
              return new Attempt.Deferred(Reason.of("http-503"), Duration.ZERO, fault);
            });
    SimulatedQueue queue = queue(new Random(7), recipients, SimulatedQueue.Settings.faultless());

    queue.deliver(List.of(sender), up.plus(Duration.ofMinutes(10)));

    assertThat(queue.depth()).isZero();
    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.SENT, (long) recipients));
    assertThat(standings()).allMatch(standing -> standing.attempts() == 1);
    Duration after = Duration.between(up, lastSettled());
    System.out.printf(
        "down for ten minutes (%s): %d calls in vain, %d receives, done %s after it was back%n",
        fault, inVain.get(), queue.receives(), after);
    // 100 at a time until the breaker opens, and three for each time it looks again
    assertThat(inVain.get()).isBetween(20, 200);
    assertThat(after).isLessThan(Duration.ofMinutes(3));
    assertThat(sender.hindrances()).isEmpty();
    assertThat(sender.setbacks()).singleElement().asString().contains("demo", "http-503");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aQueueThatRepeatsReordersAndComesLateRepeatsNobody(long seed) throws InterruptedException {
    int recipients = 5_000;
    Channel accepting = message -> new Attempt.Accepted("");
    SimulatedQueue queue =
        queue(
            new Random(seed),
            recipients,
            SimulatedQueue.Settings.faultless().repeating(0.2).late(0.05));

    queue.deliver(List.of(sender(accepting), sender(accepting)), START.plus(Duration.ofHours(12)));

    assertThat(queue.repeated()).isGreaterThan(50);
    assertThat(queue.late()).isGreaterThan(15);
    assertThat(queue.depth()).isZero();
    assertThat(calls).hasSize(recipients).allSatisfy((id, times) -> assertThat(times).hasValue(1));
    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.SENT, (long) recipients));
  }

  /**
   * A sender that stalls in an attempt for longer than its lease, while another one works: those of
   * its envelope, and nobody else, may be attempted again.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sendersThatOutstayTheirLeasesRepeatOnlyWhoWasInDoubt(long seed) throws InterruptedException {
    int recipients = 2_000;
    Set<EnvelopeId> inDoubt = ConcurrentHashMap.newKeySet();
    AtomicBoolean stalling = new AtomicBoolean();
    Set<String> stalled = ConcurrentHashMap.newKeySet();
    List<Delivery> senders = new ArrayList<>();
    SimulatedQueue queue =
        queue(
            new Random(seed),
            recipients,
            SimulatedQueue.Settings.faultless().repeating(0.2).late(0.05));
    Channel channel =
        message -> {
          String id = message.recipientId();
          if (id.endsWith("50") && stalled.add(id) && stalling.compareAndSet(false, true)) {
            time.advance(Duration.ofMinutes(4));
            deliverNow(queue, senders.getLast());
            stalling.set(false);
          }
          return new Attempt.Accepted("");
        };
    DeliveryLedger watched = watched(inDoubt);
    senders.add(sender(channel, watched));
    senders.add(sender(channel, watched));

    queue.deliver(senders, START.plus(Duration.ofHours(20)));

    Set<String> mayBeRepeated =
        inDoubt.stream()
            .flatMap(id -> envelope(id.sequence(), recipients).recipients().stream())
            .map(Recipient::id)
            .collect(Collectors.toSet());
    Set<String> repeated =
        calls.entrySet().stream()
            .filter(each -> each.getValue().get() > 1)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    assertThat(inDoubt).isNotEmpty();
    assertThat(repeated).isNotEmpty().isSubsetOf(mayBeRepeated);
    assertThat(queue.depth()).isZero();
    assertThat(calls).hasSize(recipients);
    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.SENT, (long) recipients));
  }

  @Test
  void aProviderThatIsOftenBusyIsFollowedAndNobodyIsLost() throws InterruptedException {
    int recipients = 2_000;
    Random luck = new Random(11);
    Channel busy =
        message ->
            chance(luck, 0.3)
                ? new Attempt.Deferred(Reason.of("http-429"), Duration.ZERO, Fault.THROTTLED)
                : new Attempt.Accepted("");
    Delivery sender = sender(busy);
    SimulatedQueue queue = queue(luck, recipients, SimulatedQueue.Settings.faultless());

    queue.deliver(List.of(sender), START.plus(Duration.ofHours(12)));

    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.SENT, (long) recipients));
    assertThat(standings()).allMatch(standing -> standing.attempts() == 1);
    assertThat(sender.setbacks()).as("the breaker never opened").isEmpty();
  }

  private static boolean chance(Random random, double share) {
    synchronized (random) {
      return random.nextDouble() < share;
    }
  }

  private static void deliverNow(SimulatedQueue queue, Delivery sender) {
    try {
      for (int i = 0; i < 30; i++) {
        queue.deliverNow(List.of(sender));
      }
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private DeliveryLedger watched(Set<EnvelopeId> inDoubt) {
    return new DeliveryLedger() {
      @Override
      public Claim claim(EnvelopeId id, int recipients, Instant now, Instant leaseUntil) {
        Claim claim = ledger.claim(id, recipients, now, leaseUntil);
        if (claim instanceof Claim.Granted granted && granted.uncertain()) {
          inDoubt.add(id);
        }
        return claim;
      }

      @Override
      public boolean settle(Lease lease, List<Standing> standings) {
        return ledger.settle(lease, standings);
      }
    };
  }

  private SimulatedQueue queue(Random random, int recipients, SimulatedQueue.Settings settings) {
    SimulatedQueue queue = new SimulatedQueue(time, random, settings);
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

  private Delivery sender(Channel channel) {
    return sender(channel, ledger);
  }

  private Delivery sender(Channel channel, DeliveryLedger through) {
    CampaignFile file = Campaigns.demo("deadline: 24h\n");
    MemoryRuns runs = new MemoryRuns();
    runs.open(new Run(RUN, file, START.plus(Duration.ofHours(24))));
    Channel counting =
        (Outgoing message) -> {
          calls.computeIfAbsent(message.recipientId(), id -> new AtomicInteger()).incrementAndGet();
          return channel.attempt(message);
        };
    return new Delivery(through, runs, settings -> counting, new MemoryRunControl(), time.timing());
  }

  private Instant lastSettled() {
    return standings().stream()
        .map(standing -> ((Settled) standing).at())
        .max(Instant::compareTo)
        .orElseThrow();
  }

  private List<Standing> standings() {
    List<Standing> all = new ArrayList<>();
    ledger.envelopes(RUN, 0, (EnvelopeFacts facts) -> all.addAll(facts.standings()));
    return all;
  }
}
