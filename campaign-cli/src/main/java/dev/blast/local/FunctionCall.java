package dev.blast.local;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Invokes a handler, as Lambda does: with a time-out, and with every end but an answer being a
 * failure of the whole batch. Thread-safe.
 */
final class FunctionCall {

  private final RequestHandler<SQSEvent, SQSBatchResponse> handler;
  private final Duration timeout;
  private final InstantSource clock;
  private final Consumer<String> log;
  private final AtomicLong invocations = new AtomicLong();

  FunctionCall(
      RequestHandler<SQSEvent, SQSBatchResponse> handler,
      Duration timeout,
      InstantSource clock,
      Consumer<String> log) {
    this.handler = handler;
    this.timeout = timeout;
    this.clock = clock;
    this.log = log;
  }

  /**
   * Blocks until the handler answered or its time is up; then it is interrupted, and what it does
   * after that counts for nothing.
   *
   * @param ids of the messages of the event
   */
  BatchAnswer invoke(SQSEvent event, Set<String> ids) {
    long number = invocations.incrementAndGet();
    Invocation context =
        new Invocation(
            "local-" + number,
            handler.getClass().getSimpleName(),
            clock.instant().plus(timeout),
            clock,
            log);
    FutureTask<SQSBatchResponse> call =
        new FutureTask<>(() -> handler.handleRequest(event, context));
    Thread.ofVirtual().name("invocation-", number).start(call);
    try {
      return BatchAnswer.read(ids, call.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (ExecutionException failed) {
      return new BatchAnswer.Failure("the function failed: " + failed.getCause());
    } catch (TimeoutException late) {
      call.cancel(true);
      return new BatchAnswer.Failure("the function did not answer within " + timeout);
    } catch (InterruptedException stopping) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      return new BatchAnswer.Failure("the function was interrupted");
    }
  }
}
