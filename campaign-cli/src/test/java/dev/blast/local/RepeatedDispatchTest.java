package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.blast.aws.SqsEnvelopeQueue;
import dev.blast.aws.SqsPostponements;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Campaigns;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Delivery;
import dev.blast.delivery.Timing;
import dev.blast.dispatch.AdaptiveQueue;
import dev.blast.dispatch.Checkpoints;
import dev.blast.dispatch.DispatchSettings;
import dev.blast.dispatch.Dispatcher;
import dev.blast.dispatch.Dispatcher.Dispatched;
import dev.blast.dispatch.EnvelopeQueue;
import dev.blast.dispatch.FlakyQueue;
import dev.blast.dispatch.Pass;
import dev.blast.dispatch.ShardDispatch;
import dev.blast.dispatch.ShardOrder;
import dev.blast.dispatch.SpreadQueue;
import dev.blast.outcome.Outcome;
import dev.blast.report.Audit;
import dev.blast.run.Firing.Fired;
import dev.blast.run.RunId;
import dev.blast.sender.SenderHandler;
import dev.blast.stage.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * What is dispatched twice, or by a dispatcher that dies, to queues that outlive it, as on AWS;
 * with the real handler and ledger behind them.
 */
class RepeatedDispatchTest {

  private static final int PEOPLE = 1_500;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private final InstantSource clock = InstantSource.system();
  private final Map<String, Integer> attempted = new ConcurrentHashMap<>();
  private LocalBlast blast;
  private RunId run;
  private Manifest manifest;
  private SqliteLedger ledger;
  private final Checkpoints checkpoints = new VolatileCheckpoints();
  private EmbeddedQueue queue;
  private SqsClient sqs;
  private SqsClient sending;
  private Senders senders;

  @BeforeEach
  void stagedAndReadyToDeliver() throws IOException {
    List<String> rows =
        IntStream.range(0, PEOPLE).mapToObj(i -> "i" + i + ",p" + i + "@example.com").toList();
    Files.writeString(folder.resolve("people.csv"), "id,email\n" + String.join("\n", rows));
    blast = new LocalBlast(folder.resolve("data"), clock);
    CampaignFile file =
        Campaigns.read(
            folder.resolve("spring.yaml"),
            """
            id: spring
            audience: { path: people.csv, columns: { id: id, address: email } }
            message: { channel: { type: demo }, body: Hello }
            packing: 1
            """);
    run = ((Fired.Staged) blast.fire(file, clock.instant())).run().id();
    manifest = blast.runs().manifest(run).orElseThrow();
    ledger = blast.runs().ledger(run);
    queue = EmbeddedQueue.start(new EmbeddedQueue.Settings(Duration.ofMinutes(3), 1_000, 3));
    sqs = queue.client(Senders.connections(3, 4));
    sending = queue.sendingClient(AdaptiveQueue.MOST);
    senders = senders();
  }

  private Senders senders() {
    Delivery delivery =
        new Delivery(
            ledger,
            blast.runs(),
            settings ->
                message -> {
                  attempted.merge(message.recipientId(), 1, Integer::sum);
                  return new Attempt.Accepted("p");
                },
            blast.runs().control(),
            new Timing(clock, System::nanoTime, Thread::sleep));
    return new Senders(
        sqs,
        queue.urls(),
        url ->
            new SenderHandler(
                delivery,
                new SqsPostponements(sqs, url, (messages, why) -> {}),
                letters -> Set.of(),
                clock),
        4,
        Duration.ofSeconds(30),
        event -> {},
        clock);
  }

  @AfterEach
  void end() {
    senders.close();
    sending.close();
    sqs.close();
    queue.close();
    ledger.close();
  }

  @Test
  void aDispatcherThatDiesBetweenTwoCheckpointsIsFollowedByOneThatMissesAndRepeatsNobody()
      throws InterruptedException {
    AtomicInteger left = new AtomicInteger(1_234);
    EnvelopeQueue dying =
        entries -> {
          if (left.addAndGet(-entries.size()) < 0) {
            throw new IllegalStateException("killed");
          }
          return queues().send(entries);
        };
    // As after a kill, what the dying one still says it reached is not on record.
    Checkpoints untilItDies = checkpointsUntil(() -> left.get() < 0);
    assertThatThrownBy(() -> dispatch(dying, untilItDies))
        .isInstanceOf(IllegalStateException.class);
    int checkpoint = checkpoints.next(Pass.first(run), 0);
    assertThat(checkpoint).isPositive().isLessThan(1_234);
    assertThat(queue.depth().alive()).isGreaterThan(checkpoint);

    assertThat(dispatch(queues(), checkpoints)).isEqualTo(new Dispatched.Whole());

    assertThat(queue.depth().alive()).as("what the two sent overlaps").isGreaterThan(PEOPLE);
    senders.start();
    assertEverybodyIsSentOnceAndTheBooksBalance();
  }

  @Test
  void aShardThatTwoDispatchAtATimeReachesEverybodyOnceWhileItIsDelivered() throws Exception {
    senders.start();
    try (ExecutorService dispatchers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Dispatched>> both =
          dispatchers.invokeAll(
              List.of(
                  () -> dispatch(queues(), new VolatileCheckpoints()),
                  () -> dispatch(queues(), new VolatileCheckpoints())));
      for (Future<Dispatched> each : both) {
        assertThat(each.get()).isEqualTo(new Dispatched.Whole());
      }
    }
    assertEverybodyIsSentOnceAndTheBooksBalance();
  }

  @Test
  void fivePercentThrottledRequestsAndFivePercentFailedEntriesMissAndRepeatNobody()
      throws InterruptedException {
    FlakyQueue flaky = new FlakyQueue(queues(), 7, 0.05, 0.01, 0.05);
    senders.start();
    assertThat(dispatch(new AdaptiveQueue(flaky, System::nanoTime), checkpoints))
        .isEqualTo(new Dispatched.Whole());
    assertThat(flaky.requestsRefused()).isPositive();
    assertThat(flaky.entriesFailed()).isPositive();
    assertEverybodyIsSentOnceAndTheBooksBalance();
  }

  private EnvelopeQueue queues() {
    return new SpreadQueue(
        queue.urls().stream().map(url -> new SqsEnvelopeQueue(sending, url)).toList());
  }

  private Checkpoints checkpointsUntil(BooleanSupplier dead) {
    return new Checkpoints() {
      @Override
      public int next(Pass pass, int shard) {
        return checkpoints.next(pass, shard);
      }

      @Override
      public void reached(Pass pass, int shard, int next) {
        if (!dead.getAsBoolean()) {
          checkpoints.reached(pass, shard, next);
        }
      }
    };
  }

  private Dispatched dispatch(EnvelopeQueue transport, Checkpoints checkpoints)
      throws InterruptedException {
    DispatchSettings settings =
        new DispatchSettings(8, 10, Duration.ofMillis(10), Duration.ofMillis(200));
    Dispatcher dispatcher =
        new Dispatcher(transport, checkpoints, ledger, settings, clock, pause -> {});
    // Nothing is known to be settled: the worst case of a repetition.
    return new ShardDispatch(
            blast.runs(),
            blast::audience,
            (id, shard, envelopes) -> new BitSet(),
            dispatcher,
            blast.runs().control(),
            clock)
        .dispatch(new ShardOrder(Pass.first(run), 0, 1, 1), 0, () -> false);
  }

  private void assertEverybodyIsSentOnceAndTheBooksBalance() {
    await().atMost(PATIENCE).until(() -> queue.depth().alive() == 0);
    assertThat(attempted).hasSize(PEOPLE);
    assertThat(attempted.values()).containsOnly(1);
    assertThat(new Audit(ledger).audit(run, manifest))
        .isInstanceOfSatisfying(
            Audit.Answer.Balanced.class,
            balanced -> assertThat(balanced.tally().count(Outcome.SENT)).isEqualTo((long) PEOPLE));
  }
}
