package dev.blast.delivery;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * The quick attempts that one message gets in an invocation, for what passes in moments: two more,
 * after about 100 and 300 ms. Used once, by one thread.
 */
final class QuickRetries {

  private static final Retry RETRY =
      Retry.of(
          "quick",
          RetryConfig.<Boolean>custom()
              .maxAttempts(3)
              .intervalFunction(
                  IntervalFunction.ofExponentialRandomBackoff(Duration.ofMillis(100), 3.0, 0.5))
              .retryOnResult(curable -> curable)
              .build());

  private final Retry.AsyncContext<Boolean> context = RETRY.asyncContext();

  /** How long to wait before the next round, for somebody whom it may help; empty when no more. */
  Optional<Duration> next() {
    long millis = context.onResult(true);
    return millis > 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
  }
}
