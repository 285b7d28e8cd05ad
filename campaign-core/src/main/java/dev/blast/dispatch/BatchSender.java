package dev.blast.dispatch;

import dev.blast.dispatch.EnvelopeQueue.Entry;
import dev.blast.dispatch.EnvelopeQueue.QueueUnavailable;
import dev.blast.dispatch.EnvelopeQueue.Unsent;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.util.ArrayList;
import java.util.List;

/** Sends one batch until every entry of it is acknowledged or refused for good. Thread-safe. */
final class BatchSender {

  private final EnvelopeQueue queue;
  private final RetryConfig retries;

  BatchSender(EnvelopeQueue queue, DispatchSettings settings) {
    this.queue = queue;
    this.retries =
        RetryConfig.<List<Entry>>custom()
            .maxAttempts(settings.tries())
            .intervalFunction(
                IntervalFunction.ofExponentialRandomBackoff(
                    settings.firstDelay(), 2.0, 0.5, settings.maxDelay()))
            .retryOnResult(left -> !left.isEmpty())
            .retryExceptions(QueueUnavailable.class)
            .build();
  }

  /**
   * Blocks until the batch is done.
   *
   * @return the entries the queue will never take
   * @throws QueueUnavailable when entries are left after the last try
   */
  List<Unsent> send(List<Entry> batch) {
    Progress progress = new Progress(batch);
    List<Entry> left = Retry.of("send", retries).executeSupplier(progress::sendWhatIsLeft);
    if (!left.isEmpty()) {
      throw new QueueUnavailable(
          left.size() + " envelopes were not taken: " + progress.lastAnswer, progress.lastCause());
    }
    return progress.refused;
  }

  /** What is left of a batch; used by one thread. */
  private final class Progress {
    private List<Entry> left;
    private String lastAnswer = "";
    private final List<Unsent> refused = new ArrayList<>(0);

    Progress(List<Entry> batch) {
      this.left = batch;
    }

    List<Entry> sendWhatIsLeft() {
      List<Entry> again = new ArrayList<>(0);
      for (Unsent unsent : queue.send(left)) {
        if (unsent.senderFault()) {
          refused.add(unsent);
        } else {
          again.add(unsent.entry());
          lastAnswer = unsent.code() + " " + unsent.detail();
        }
      }
      left = again;
      return again;
    }

    Throwable lastCause() {
      return new IllegalStateException(lastAnswer);
    }
  }
}
