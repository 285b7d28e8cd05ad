package dev.blast.scheduler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.blast.dispatch.Dispatcher.Dispatched;
import dev.blast.dispatch.Pass;
import dev.blast.dispatch.ShardDispatch;
import dev.blast.run.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dispatches the shards that the messages of one invocation name: {@code <runId>/<pass>/<shard>}.
 * Thread-safe. A shard that is not whole yet stays on the queue and goes on from its checkpoint.
 */
public final class ShardHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

  /** No batch is begun in the last seconds of an invocation: one request may take this long. */
  private static final int RESERVE_MILLIS = 30_000;

  private static final Pattern ORDER = Pattern.compile("(.+)/(\\d{1,9})/(\\d{1,9})");

  private final ShardDispatch dispatch;
  private final BooleanSupplier stop;

  /**
   * @param stop asks every dispatch to stop at its next checkpoint
   */
  public ShardHandler(ShardDispatch dispatch, BooleanSupplier stop) {
    this.dispatch = dispatch;
    this.stop = stop;
  }

  /** The body of the message that makes this handler dispatch a shard. */
  public static String order(Pass pass, int shard) {
    return pass.run() + "/" + pass.number() + "/" + shard;
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    List<BatchItemFailure> unfinished = new ArrayList<>();
    for (SQSMessage message : event.getRecords()) {
      if (!dispatched(message.getBody(), context)) {
        unfinished.add(new BatchItemFailure(message.getMessageId()));
      }
    }
    return new SQSBatchResponse(unfinished);
  }

  private boolean dispatched(String order, Context context) {
    Matcher parts = ORDER.matcher(order);
    RunId run =
        Optional.of(parts)
            .filter(Matcher::matches)
            .flatMap(found -> RunId.parse(found.group(1)))
            .orElseThrow(() -> new IllegalArgumentException("not a shard order: " + order));
    Pass pass = new Pass(run, Integer.parseInt(parts.group(2)));
    int shard = Integer.parseInt(parts.group(3));
    BooleanSupplier enough =
        () -> stop.getAsBoolean() || context.getRemainingTimeInMillis() < RESERVE_MILLIS;
    try {
      return switch (dispatch.dispatch(pass, shard, enough)) {
        case Dispatched.Whole() -> true;
        case Dispatched.Stopped() -> false;
      };
    } catch (InterruptedException cut) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
