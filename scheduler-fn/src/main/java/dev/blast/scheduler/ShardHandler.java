package dev.blast.scheduler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.blast.delivery.Postponements;
import dev.blast.dispatch.Dispatcher.Dispatched;
import dev.blast.dispatch.Pass;
import dev.blast.dispatch.ShardDispatch;
import dev.blast.dispatch.ShardOrder;
import dev.blast.run.RunId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Dispatches the shards of the orders in one invocation. Thread-safe.
 *
 * <p>An order that is not done when the time is up stays on the queue, and the next invocation goes
 * on from its checkpoints: nothing is sent to the queue that this handler reads, so Lambda's
 * detection of loops has nothing to count.
 */
public final class ShardHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

  /** No batch is begun in the last seconds of an invocation: one request may take this long. */
  private static final int RESERVE_MILLIS = 30_000;

  /**
   * How soon an order is looked at again whose run stands still, or waits for its canary: a second
   * for each time it was received, within these. A message may be received 1,000 times, so the
   * order outlives a pause of half a day.
   */
  private static final Duration SHORTEST_STANDSTILL = Duration.ofSeconds(5);

  private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(1);

  /** How soon another invocation goes on with an order; no message comes back in no time. */
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  /** How soon an order is tried again that broke. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private final ShardDispatch dispatch;
  private final Brakes brakes;
  private final Postponements postponements;
  private final Failures failures;
  private final Runnable afterwards;

  /**
   * What ends an invocation early.
   *
   * @param stop asks every dispatch to stop at its next checkpoint
   * @param standsStill whether a run is paused; its orders go back untouched. False where a
   *     dispatch may wait for as long as it likes
   * @param isOver whether nobody is to be dispatched by a pass any more, because the run is over,
   *     or a later pass goes over it: its orders are done
   */
  public record Brakes(
      BooleanSupplier stop, Predicate<RunId> standsStill, Predicate<Pass> isOver) {}

  /** Is told of orders that broke, and will be tried again; what it throws ends the invocation. */
  @FunctionalInterface
  public interface Failures {
    void failed(ShardOrder order, RuntimeException why);
  }

  /** On Lambda: wired by the environment's variables ({@link SchedulerWiring}). */
  public ShardHandler() {
    this(SchedulerWiring.fromEnvironment("shards", SchedulerWiring.SHARD));
  }

  ShardHandler(SchedulerWiring wiring) {
    this(
        wiring.shardDispatch(),
        new Brakes(() -> false, wiring.halts()::standsStill, wiring.halts()::isOver),
        wiring.shardPostponements(),
        wiring.halts()::failed,
        wiring::emit);
  }

  public ShardHandler(
      ShardDispatch dispatch, Brakes brakes, Postponements postponements, Failures failures) {
    this(dispatch, brakes, postponements, failures, () -> {});
  }

  private ShardHandler(
      ShardDispatch dispatch,
      Brakes brakes,
      Postponements postponements,
      Failures failures,
      Runnable afterwards) {
    this.dispatch = dispatch;
    this.brakes = brakes;
    this.postponements = postponements;
    this.failures = failures;
    this.afterwards = afterwards;
  }

  /** What became of an order: when to look at it again; empty when it is done, or is none. */
  private record Done(Optional<Duration> again) {
    static final Done WHOLLY = new Done(Optional.empty());

    static Done again(Duration delay) {
      return new Done(Optional.of(delay));
    }
  }

  @Override
  public SQSBatchResponse handleRequest(@Nullable SQSEvent event, Context context) {
    Map<String, Duration> delays = new LinkedHashMap<>();
    List<BatchItemFailure> unfinished =
        event == null || event.getRecords() == null
            ? List.of()
            : event.getRecords().stream()
                .filter(Objects::nonNull)
                .filter(message -> !isDone(message, delays, context))
                .map(message -> new BatchItemFailure(message.getMessageId()))
                .toList();
    if (!delays.isEmpty()) {
      postponements.postpone(delays);
    }
    afterwards.run();
    return new SQSBatchResponse(unfinished);
  }

  private boolean isDone(SQSMessage message, Map<String, Duration> delays, Context context) {
    Optional<Duration> again =
        ShardOrder.decode(Objects.requireNonNullElse(message.getBody(), ""))
            .map(order -> dispatch(order, message, context))
            .orElseGet(() -> notAnOrder(message, context))
            .again();
    again.ifPresent(delay -> delays.put(message.getReceiptHandle(), delay));
    return again.isEmpty();
  }

  /** It stays on the queue until that gives it up, for an operator to see. */
  private static Done notAnOrder(SQSMessage message, Context context) {
    context.getLogger().log("not a shard order: messageId=" + message.getMessageId() + "\n");
    return Done.again(AFTER_FAILURE);
  }

  private Done dispatch(ShardOrder order, SQSMessage message, Context context) {
    try {
      for (int shard = order.from(); shard < order.to(); shard++) {
        if (brakes.isOver().test(order.pass())) {
          return Done.WHOLLY;
        }
        if (!isWhole(order, shard, context)) {
          return Done.again(timeIsUp(context) ? AT_ONCE : standstill(message));
        }
      }
      return Done.WHOLLY;
    } catch (InterruptedException cut) {
      Thread.currentThread().interrupt();
      return Done.again(AT_ONCE);
    } catch (RuntimeException failed) {
      failures.failed(order, failed);
      return Done.again(AFTER_FAILURE);
    }
  }

  private static Duration standstill(SQSMessage message) {
    Map<String, String> attributes = message.getAttributes();
    String receives =
        attributes == null ? "" : attributes.getOrDefault("ApproximateReceiveCount", "");
    long seconds = receives.matches("[0-9]{1,9}") ? Long.parseLong(receives) : 0;
    return Duration.ofSeconds(
        Math.clamp(seconds, SHORTEST_STANDSTILL.toSeconds(), LONGEST_STANDSTILL.toSeconds()));
  }

  private boolean isWhole(ShardOrder order, int shard, Context context)
      throws InterruptedException {
    BooleanSupplier enough =
        () ->
            brakes.stop().getAsBoolean()
                || timeIsUp(context)
                || brakes.standsStill().test(order.pass().run());
    return !enough.getAsBoolean()
        && dispatch.dispatch(order, shard, enough) instanceof Dispatched.Whole;
  }

  private static boolean timeIsUp(Context context) {
    return context.getRemainingTimeInMillis() < RESERVE_MILLIS;
  }
}
