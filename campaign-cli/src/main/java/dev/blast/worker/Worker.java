package dev.blast.worker;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.blast.aws.SqsClients;
import dev.blast.local.EventSourceMapping;
import dev.blast.local.MappingEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Polls a stack's queues and delivers with the handler that Lambda calls, until it is closed.
 * Thread-safe.
 */
public final class Worker implements AutoCloseable {

  private static final int BATCH_SIZE = 10;

  private final SqsClient sqs;
  private final List<EventSourceMapping> mappings;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong returned = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  /**
   * What a worker has done so far, in envelopes.
   *
   * @param done everybody in them has an outcome
   * @param returned some are open; they are on the queue again
   * @param failed their invocation ended with an error; they are on the queue again
   */
  public record Work(long done, long returned, long failed) {}

  /**
   * Does nothing before {@link #start}.
   *
   * @param queueUrls those of the stack's envelopes, at least one
   * @param concurrency invocations at a time, of ten messages each, over all queues together
   * @param invocation after which one is interrupted; at most the queues' visibility timeout
   * @param log takes lines for the operator; called by many threads
   */
  public Worker(
      RequestHandler<SQSEvent, SQSBatchResponse> sender,
      List<String> queueUrls,
      int concurrency,
      Duration invocation,
      Consumer<String> log,
      InstantSource clock) {
    int each = Math.ceilDiv(concurrency, queueUrls.size());
    this.sqs = SqsClients.fromEnvironment(2 * each * queueUrls.size());
    this.mappings =
        queueUrls.stream()
            .map(
                url ->
                    new EventSourceMapping(
                        sqs,
                        url,
                        sender,
                        new EventSourceMapping.Settings(
                            BATCH_SIZE, Duration.ZERO, each, invocation),
                        event -> listen(event, log),
                        clock))
            .toList();
  }

  private void listen(MappingEvent event, Consumer<String> log) {
    switch (event) {
      case MappingEvent.Deleted(int messages) -> done.addAndGet(messages);
      case MappingEvent.Returned(int messages) -> returned.addAndGet(messages);
      case MappingEvent.Failed(int messages, String why) -> {
        failed.addAndGet(messages);
        log.accept("an invocation failed, its " + messages + " messages come back: " + why);
      }
      case MappingEvent.Undeleted(int messages, String why) ->
          log.accept(messages + " messages are done and could not be deleted: " + why);
      case MappingEvent.Unreadable(String why) ->
          log.accept("the queue could not be read; it is tried again: " + why);
      case MappingEvent.Logged(String line) -> log.accept(line.strip());
      case MappingEvent.Invoked _, MappingEvent.GivenBack _ -> {}
    }
  }

  /**
   * Starts to poll; once.
   *
   * @throws IllegalArgumentException when an invocation may take longer than the queues wait
   * @throws software.amazon.awssdk.core.exception.SdkException when a queue does not answer
   */
  public void start() {
    mappings.forEach(EventSourceMapping::start);
  }

  public Work work() {
    return new Work(done.get(), returned.get(), failed.get());
  }

  /** Receives nothing more, and waits for what is in flight, at most one whole invocation. */
  @Override
  public void close() {
    try (ExecutorService stopping = Executors.newVirtualThreadPerTaskExecutor()) {
      mappings.forEach(mapping -> stopping.execute(mapping::close));
    }
    sqs.close();
  }
}
