package dev.blast.local;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.blast.local.SourceQueue.Undeleted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Calls a handler with the messages of a standard queue, as Lambda's event source mapping does with
 * {@code ReportBatchItemFailures}: each of its pollers receives a batch, invokes the handler, and
 * deletes what succeeded; what failed shows again when its visibility timeout ends.
 *
 * <p>Unlike Lambda's it has all its pollers from the start, and never fewer. Thread-safe.
 */
public final class EventSourceMapping implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration WHILE_DISABLED = Duration.ofMillis(100);
  private static final int LONGEST_PAUSE_DOUBLINGS = 5;
  private static final int DELETE_ROUNDS = 4;

  private final SourceQueue queue;
  private final RequestHandler<SQSEvent, SQSBatchResponse> handler;
  private final Settings settings;
  private final Consumer<MappingEvent> listener;
  private final InstantSource clock;
  private final Semaphore invocations;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Thread> pollers = new ArrayList<>();
  private volatile boolean enabled = true;

  /**
   * @param batchSize messages in one invocation, at most: 1..10,000; above 10 only with a window
   * @param window how long a batch may wait to be filled, 0 s..5 min
   * @param concurrency invocations at a time, 1 or more
   * @param functionTimeout after which an invocation is interrupted and counts as failed; at most
   *     the queue's visibility timeout
   */
  public record Settings(
      int batchSize, Duration window, int concurrency, Duration functionTimeout) {

    /** Lambda's own: batches of ten without waiting; two concurrent invocations, 30 s each. */
    public static final Settings DEFAULT =
        new Settings(10, Duration.ZERO, 2, Duration.ofSeconds(30));

    public Settings {
      require(batchSize >= 1 && batchSize <= 10_000, "the batch size is 1 to 10,000");
      require(
          batchSize <= 10 || window.toSeconds() >= 1,
          "a batch size above 10 needs a batching window of at least a second");
      require(
          !window.isNegative() && window.compareTo(Duration.ofMinutes(5)) <= 0,
          "the batching window is 0 s to 5 min");
      require(concurrency >= 1, "the concurrency is at least 1");
      require(functionTimeout.isPositive(), "the function needs time");
    }

    private static void require(boolean holds, String what) {
      if (!holds) {
        throw new IllegalArgumentException(what);
      }
    }
  }

  /**
   * Does nothing before {@link #start}.
   *
   * @param sqs stays the caller's to close; needs a connection for each concurrent invocation
   * @param listener called by many threads, and must return soon
   */
  public EventSourceMapping(
      SqsClient sqs,
      String queueUrl,
      RequestHandler<SQSEvent, SQSBatchResponse> handler,
      Settings settings,
      Consumer<MappingEvent> listener,
      InstantSource clock) {
    this(sqs, queueUrl, handler, settings, new Semaphore(settings.concurrency()), listener, clock);
  }

  /**
   * As above, for several mappings that share their invocations.
   *
   * @param invocations a permit for each that may run at a time; of this mapping no more run than
   *     its settings say
   */
  EventSourceMapping(
      SqsClient sqs,
      String queueUrl,
      RequestHandler<SQSEvent, SQSBatchResponse> handler,
      Settings settings,
      Semaphore invocations,
      Consumer<MappingEvent> listener,
      InstantSource clock) {
    this.invocations = invocations;
    this.queue = new SourceQueue(sqs, queueUrl);
    this.handler = handler;
    this.settings = settings;
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Starts the pollers; once.
   *
   * @throws IllegalArgumentException when the function's time-out is longer than the queue's
   *     visibility timeout: its messages would be handed out again while it runs
   */
  public synchronized void start() {
    if (!pollers.isEmpty()) {
      throw new IllegalStateException("started already");
    }
    SourceQueue.Facts facts = queue.facts();
    if (settings.functionTimeout().compareTo(facts.visibilityTimeout()) > 0) {
      throw new IllegalArgumentException(
          "the function's time-out %s is longer than the queue's visibility timeout %s"
              .formatted(settings.functionTimeout(), facts.visibilityTimeout()));
    }
    SqsEvents events = SqsEvents.of(facts.arn());
    FunctionCall function =
        new FunctionCall(
            handler,
            settings.functionTimeout(),
            clock,
            line -> tell(new MappingEvent.Logged(line)));
    for (int i = 0; i < settings.concurrency(); i++) {
      pollers.add(Thread.ofVirtual().name("poller-", i).start(() -> poll(events, function)));
    }
  }

  /**
   * Enables or disables the mapping, as Lambda's {@code UpdateEventSourceMapping} does: a disabled
   * one begins no invocation, and what is under way goes on.
   */
  public void enable(boolean asked) {
    enabled = asked;
  }

  /**
   * Stops receiving, gives back what no invocation has seen, and waits for running invocations to
   * finish. A second call waits again.
   *
   * @param patience how long to wait, after which what still runs is interrupted
   * @return whether everything finished in time
   */
  public synchronized boolean stop(Duration patience) {
    stopped.countDown();
    Instant end = clock.instant().plus(patience);
    boolean finished = true;
    for (Thread poller : pollers) {
      finished &= join(poller, end);
    }
    return finished;
  }

  private boolean join(Thread poller, Instant end) {
    try {
      Duration left = Duration.between(clock.instant(), end);
      if (poller.join(left.isPositive() ? left : Duration.ZERO)) {
        return true;
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
    poller.interrupt();
    return false;
  }

  /** Stops, with patience for one whole invocation. */
  @Override
  public void close() {
    stop(settings.functionTimeout().plusSeconds(5));
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private void poll(SqsEvents events, FunctionCall function) {
    BatchReader reader = new BatchReader(queue, settings.batchSize(), settings.window(), clock);
    int failures = 0;
    while (!isStopped()) {
      try {
        if (!enabled) {
          pause(WHILE_DISABLED);
          continue;
        }
        List<Message> batch = reader.next(this::isStopped);
        failures = 0;
        if (!batch.isEmpty()) {
          invocations.acquireUninterruptibly();
          try {
            handle(batch, events, function);
          } finally {
            invocations.release();
          }
        }
      } catch (RuntimeException unreadable) {
        // Whatever it was, the poller goes on: a run with fewer and fewer pollers would never end.
        tell(new MappingEvent.Unreadable(String.valueOf(unreadable.getMessage())));
        pause(afterFailures(failures++));
      }
    }
    giveBack(reader.rest());
  }

  private void handle(List<Message> batch, SqsEvents events, FunctionCall function) {
    tell(new MappingEvent.Invoked(batch.size()));
    Set<String> ids = batch.stream().map(Message::messageId).collect(Collectors.toSet());
    switch (function.invoke(events.event(batch), ids)) {
      case BatchAnswer.Failure(String why) -> tell(new MappingEvent.Failed(batch.size(), why));
      case BatchAnswer.Partial(Set<String> kept) -> {
        List<Message> done =
            batch.stream().filter(message -> !kept.contains(message.messageId())).toList();
        if (done.size() < batch.size()) {
          tell(new MappingEvent.Returned(batch.size() - done.size()));
        }
        for (List<Message> chunk : chunks(done)) {
          delete(chunk);
        }
      }
    }
  }

  private void delete(List<Message> messages) {
    Undeleted left = new Undeleted(messages, "");
    for (int round = 0; round < DELETE_ROUNDS && !left.messages().isEmpty(); round++) {
      if (round > 0) {
        pause(afterFailures(round - 1));
      }
      int before = left.messages().size();
      try {
        left = queue.delete(left.messages());
      } catch (SdkException failed) {
        left = new Undeleted(left.messages(), String.valueOf(failed.getMessage()));
      }
      if (left.messages().size() < before) {
        tell(new MappingEvent.Deleted(before - left.messages().size()));
      }
    }
    if (!left.messages().isEmpty()) {
      tell(new MappingEvent.Undeleted(left.messages().size(), left.why()));
    }
  }

  private void giveBack(List<Message> messages) {
    for (List<Message> chunk : chunks(messages)) {
      try {
        queue.giveBack(chunk);
        tell(new MappingEvent.GivenBack(chunk.size()));
      } catch (SdkException failed) {
        // They show again when their visibility timeout ends.
        tell(new MappingEvent.Unreadable(String.valueOf(failed.getMessage())));
      }
    }
  }

  private static List<List<Message>> chunks(List<Message> messages) {
    List<List<Message>> chunks = new ArrayList<>();
    for (int from = 0; from < messages.size(); from += SourceQueue.MAX_ENTRIES) {
      chunks.add(messages.subList(from, Math.min(from + SourceQueue.MAX_ENTRIES, messages.size())));
    }
    return chunks;
  }

  private void tell(MappingEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException broken) {
      // A listener that fails must not change what happens to messages.
    }
  }

  /** Waits 0.1 s, doubling up to 3.2 s; not at all when stopped. */
  private static Duration afterFailures(int failures) {
    return FIRST_PAUSE.multipliedBy(1L << Math.min(failures, LONGEST_PAUSE_DOUBLINGS));
  }

  private void pause(Duration duration) {
    try {
      boolean stop = stopped.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
