package dev.blast.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.blast.alert.Alert;
import dev.blast.alert.Alerts;
import dev.blast.audience.AudienceFile;
import dev.blast.aws.SqsDeadLetterQueue;
import dev.blast.aws.SqsEnvelopeQueue;
import dev.blast.aws.SqsPostponements;
import dev.blast.delivery.Channels;
import dev.blast.delivery.DeadLetter;
import dev.blast.delivery.DeadLetterOffice;
import dev.blast.delivery.Delivery;
import dev.blast.delivery.Hindrance;
import dev.blast.delivery.Timing;
import dev.blast.dispatch.AdaptiveQueue;
import dev.blast.dispatch.DispatchSettings;
import dev.blast.dispatch.Dispatcher;
import dev.blast.dispatch.EnvelopeQueue;
import dev.blast.dispatch.Pass;
import dev.blast.dispatch.ShardDispatch;
import dev.blast.dispatch.ShardOrder;
import dev.blast.dispatch.SpreadQueue;
import dev.blast.run.Pause;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.scheduler.ShardHandler;
import dev.blast.sender.DeadLetterHandler;
import dev.blast.sender.SenderHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The parts of an embedded run, put together: what AWS is elsewhere. Close it after the run. */
final class LocalWiring implements AutoCloseable {

  /** Shards dispatched at a time. */
  static final int DISPATCHERS = 2;

  /** Messages the queue may hold: it lives in memory. About 10 kB each at {@code packing: auto}. */
  private static final int QUEUE_CAPACITY = 2_000;

  /**
   * Invocations at a time, of ten messages each; how many of those are claimed the channel says.
   */
  private static final int SENDERS = 8;

  /** The most SQS allows: deferring consumes receives, and the ledger decides who is given up. */
  private static final int MAX_RECEIVES = 1_000;

  /** One invocation at a time: dead letters are few, and nobody waits for them. */
  private static final EventSourceMapping.Settings FOR_DEAD_LETTERS =
      new EventSourceMapping.Settings(10, Duration.ZERO, 1, Duration.ofSeconds(30));

  /** How soon a shard is tried again that has come to what is held back. */
  private static final Duration WHILE_HELD = Duration.ofSeconds(1);

  private static final Duration PATIENCE_FOR_DEAD_LETTERS = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private static final Duration LEAST_FUNCTION_TIMEOUT = Duration.ofSeconds(30);

  private final EmbeddedQueue queue;
  private final SqsClient sqs;
  private final SqsClient sending;
  private final BoundedQueue bounded;
  private volatile Pass pass;
  private final ShardHandler shardHandler;
  private final Delivery delivery;
  private final Senders senders;
  private final CountDownLatch dispatchStopped = new CountDownLatch(1);
  private final Troubles troubles = new Troubles();
  private volatile Optional<LedgerUnavailable> failure = Optional.empty();
  private final AlertWiring alerts;
  private final EventSourceMapping deadLetters;
  private final InstantSource clock;

  /**
   * @param between what a self-test puts between the parts
   * @param environment says where alerts go
   */
  LocalWiring(
      Run run,
      EmbeddedQueue queue,
      RunFolders runs,
      SqliteLedger ledger,
      Function<Run, AudienceFile> audiences,
      Channels channels,
      Interference between,
      Function<String, @Nullable String> environment,
      InstantSource clock) {
    this.clock = clock;
    this.pass = Pass.first(run.id());
    this.queue = queue;
    this.sqs = queue.client(Senders.connections(queue.urls().size(), SENDERS) + 2);
    this.sending = queue.sendingClient(AdaptiveQueue.MOST);
    // Room is waited for above the limit of requests in flight: waiting is no latency of the queue.
    this.bounded =
        new BoundedQueue(
            between.queue(new AdaptiveQueue(sqsQueues(), System::nanoTime)), QUEUE_CAPACITY);
    Dispatcher dispatcher =
        new Dispatcher(
            bounded,
            new VolatileCheckpoints(),
            ledger,
            DispatchSettings.DEFAULT,
            clock,
            this::waitUnlessStopped);
    this.shardHandler =
        new ShardHandler(
            new ShardDispatch(
                runs,
                audiences,
                (id, shard, envelopes) -> ledger.settledEnvelopes(shard, envelopes),
                dispatcher,
                runs.control(),
                clock),
            new ShardHandler.Brakes(this::isDispatchStopped, any -> false, any -> false),
            delays -> {},
            (order, failure) -> {
              throw failure;
            });
    this.delivery =
        new Delivery(
            new WatchedLedger(between.ledger(ledger), this::ledgerFailed, troubles::inDoubt),
            runs,
            channels,
            runs.control(),
            new Timing(clock, System::nanoTime, Thread::sleep));
    this.senders =
        new Senders(
            sqs,
            queue.urls(),
            url ->
                between.sender(
                    new SenderHandler(
                        delivery,
                        new SqsPostponements(sqs, url, (messages, why) -> {}),
                        new SqsDeadLetterQueue(sqs, queue.deadLetterUrl(), troubles::lettersStay),
                        clock)),
            SENDERS,
            functionTimeout(run, between),
            this::listen,
            clock);
    this.alerts = new AlertWiring(environment, troubles::alert);
    this.deadLetters =
        new EventSourceMapping(
            sqs,
            queue.deadLetterUrl(),
            new DeadLetterHandler(office(run, runs, ledger)),
            FOR_DEAD_LETTERS,
            troubles::listen,
            clock);
  }

  private DeadLetterOffice office(Run run, RunFolders runs, SqliteLedger ledger) {
    return new DeadLetterOffice(
        runs,
        ledger,
        new WatchedDeadLetters(ledger.deadLetters(), this::ledgerFailed, this::recorded),
        alerts.alerts(),
        new DeadLetterOffice.Desk("run " + run.id(), "See: " + runs.command("dead", run.id())),
        clock);
  }

  /** Sends an alert that the run paused by itself; a failure is one of the {@link #troubles}. */
  void tellPaused(RunId id, Pause pause) {
    Alert alert =
        new Alert("The run is " + pause.words() + ".", "run " + id, "Resume: blast resume " + id);
    try {
      alerts.elsewhere().raise(alert);
    } catch (Alerts.AlertLost lost) {
      troubles.alertLost(String.valueOf(lost.getMessage()));
    }
  }

  /** A message that the queue gave up by itself makes room for another. */
  private void recorded(DeadLetter letter) {
    switch (letter.kind()) {
      case SENDER_CRASHED, WORN_OUT -> bounded.left(1);
      // A sender put these there, and the room they left was counted when they were deleted.
      case UNREADABLE, UNKNOWN_VERSION, RUN_UNKNOWN, DOES_NOT_FIT -> {}
    }
  }

  /** Starts to deliver, and to deal with dead letters; once. */
  void start() {
    deadLetters.start();
    senders.start();
  }

  /**
   * Waits until every dead letter is recorded, where the ledger is there to take them, and no
   * longer than some seconds. The senders must have stopped.
   */
  void finishDeadLetters() throws InterruptedException {
    Instant end = clock.instant().plus(PATIENCE_FOR_DEAD_LETTERS);
    long dead = queue.depth().dead();
    while (dead > 0 && failure.isEmpty() && clock.instant().isBefore(end)) {
      Thread.sleep(BETWEEN_LOOKS);
      dead = queue.depth().dead();
    }
    deadLetters.close();
    if (dead > 0) {
      troubles.lettersLost(dead);
    }
  }

  private EnvelopeQueue sqsQueues() {
    return new SpreadQueue(
        queue.urls().stream().map(url -> new SqsEnvelopeQueue(sending, url)).toList());
  }

  /** Starts the queues that fit the run; blocks for a second or two. */
  static EmbeddedQueue startQueue(Run run, Interference between) {
    // AWS recommends six times the function's time-out (Lambda developer guide, SQS).
    Duration visibility = functionTimeout(run, between).multipliedBy(6);
    return EmbeddedQueue.start(
        new EmbeddedQueue.Settings(visibility, MAX_RECEIVES, run.campaign().queues()));
  }

  private static Duration functionTimeout(Run run, Interference between) {
    return between.functionTimeout(
        functionTimeout(run.campaign().message().channel().longestAttempt()));
  }

  /** An invocation in which two attempts fit one after the other; a test shows that one does. */
  static Duration functionTimeout(Duration attempt) {
    Duration two = attempt.multipliedBy(2).plusSeconds(5);
    return two.compareTo(LEAST_FUNCTION_TIMEOUT) > 0 ? two : LEAST_FUNCTION_TIMEOUT;
  }

  private void listen(MappingEvent event) {
    troubles.listen(event);
    if (event instanceof MappingEvent.Deleted(int messages)) {
      bounded.left(messages);
    }
  }

  private boolean isDispatchStopped() {
    return dispatchStopped.getCount() == 0;
  }

  private void waitUnlessStopped(Duration pause) throws InterruptedException {
    boolean stopped = dispatchStopped.await(pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private synchronized void ledgerFailed(LedgerUnavailable lost) {
    failure = failure.or(() -> Optional.of(lost));
  }

  /** What went wrong so far without stopping the run, in sentences. */
  List<String> troubles() {
    return Stream.concat(troubles.sentences().stream(), delivery.setbacks().stream()).toList();
  }

  /** Why the run is not faster, as it is now; empty when nothing is in the way. */
  List<Hindrance> hindrances() {
    return delivery.hindrances();
  }

  /** Why nothing can be recorded any more; empty while all is well. */
  Optional<LedgerUnavailable> failure() {
    return failure;
  }

  /** Messages that may still be received; dead letters are not among them. */
  long alive() {
    return queue.depth().alive();
  }

  /** What delivers from all queues of the run. */
  Senders senders() {
    return senders;
  }

  /** Has the shard handler dispatch a shard, again and again until it is whole or told to stop. */
  boolean dispatch(int shard) throws InterruptedException {
    SQSMessage order = new SQSMessage();
    order.setMessageId("shard-" + shard);
    order.setReceiptHandle("local");
    SQSEvent event = new SQSEvent();
    event.setRecords(List.of(order));
    while (!isDispatchStopped()) {
      order.setBody(new ShardOrder(pass, shard, shard + 1, 1).encode());
      Context invocation =
          new Invocation(
              "shard-" + shard,
              "ShardHandler",
              clock.instant().plus(Duration.ofDays(1)),
              clock,
              line -> {});
      if (shardHandler.handleRequest(event, invocation).getBatchItemFailures().isEmpty()) {
        return true;
      }
      waitUnlessStopped(WHILE_HELD);
    }
    return false;
  }

  /**
   * The queue is empty: whatever is still open is dispatched by the next calls, also what the queue
   * took before, and takes no room any more.
   */
  void dispatchAgain() {
    pass = pass.next();
    bounded.emptied();
  }

  /** No dispatch begins another batch, and none waits for room any more. */
  void stopDispatching() {
    dispatchStopped.countDown();
    bounded.open();
  }

  @Override
  public void close() {
    senders.close();
    deadLetters.close();
    alerts.close();
    sending.close();
    sqs.close();
    queue.close();
  }
}
