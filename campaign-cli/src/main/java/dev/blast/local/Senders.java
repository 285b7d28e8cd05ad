package dev.blast.local;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The senders of a run: an event source mapping for each of its queues, which share the invocations
 * as functions share an account's concurrency. Thread-safe.
 */
final class Senders implements AutoCloseable {

  private static final int BATCH_SIZE = 10;

  private final List<EventSourceMapping> mappings;

  /**
   * Does nothing before {@link #start}.
   *
   * @param handler makes the handler of a queue's messages from its URL
   * @param concurrency invocations at a time, of all queues together
   * @param listener called by many threads, and must return soon
   */
  Senders(
      SqsClient sqs,
      List<String> queueUrls,
      Function<String, RequestHandler<SQSEvent, SQSBatchResponse>> handler,
      int concurrency,
      Duration functionTimeout,
      Consumer<MappingEvent> listener,
      InstantSource clock) {
    Semaphore invocations = new Semaphore(concurrency);
    EventSourceMapping.Settings settings =
        new EventSourceMapping.Settings(
            BATCH_SIZE,
            Duration.ZERO,
            Math.ceilDiv(concurrency, queueUrls.size()),
            functionTimeout);
    this.mappings =
        queueUrls.stream()
            .map(
                url ->
                    new EventSourceMapping(
                        sqs, url, handler.apply(url), settings, invocations, listener, clock))
            .toList();
  }

  /** Requests that all of them may have in flight at a time. */
  static int connections(int queues, int concurrency) {
    int pollers = queues * Math.ceilDiv(concurrency, queues);
    return 2 * pollers;
  }

  /** Starts all; once. */
  void start() {
    mappings.forEach(EventSourceMapping::start);
  }

  /** Lets them receive, or not for now. */
  void enable(boolean asked) {
    mappings.forEach(mapping -> mapping.enable(asked));
  }

  /** Stops all at the same time, with patience for one whole invocation. A second call waits. */
  @Override
  public void close() {
    try (ExecutorService stopping = Executors.newVirtualThreadPerTaskExecutor()) {
      mappings.forEach(mapping -> stopping.execute(mapping::close));
    }
  }
}
