package dev.blast.local;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Gathers the batches of one poller: a batch is ready when it is full, its window has ended or the
 * payload limit is reached. What a failed receive leaves behind is kept for the next batch.
 */
final class BatchReader {

  /** Lambda's limit of one invocation. */
  static final int MAX_PAYLOAD = 6 * 1024 * 1024;

  /** What a record weighs beside its body: ids, receipt handle, digests and attributes. */
  static final int RECORD_OVERHEAD = 1024;

  /** One second: SQS counts in whole ones, and a longer wait would delay the stop. */
  private static final int WAIT_SECONDS = 1;

  private final SourceQueue queue;
  private final int batchSize;
  private final Duration window;
  private final InstantSource clock;
  private final Queue<Message> pending = new ArrayDeque<>();
  private long pendingBytes;
  private Instant windowEnd = Instant.MIN;

  BatchReader(SourceQueue queue, int batchSize, Duration window, InstantSource clock) {
    this.queue = queue;
    this.batchSize = batchSize;
    this.window = window;
    this.clock = clock;
  }

  /** The next batch; empty when no message came for a moment, or when stopped meanwhile. */
  List<Message> next(BooleanSupplier stopped) {
    if (pending.isEmpty()) {
      receive();
      windowEnd = clock.instant().plus(window);
    }
    while (!pending.isEmpty() && !isReady() && !stopped.getAsBoolean()) {
      receive();
    }
    return stopped.getAsBoolean() ? List.of() : take();
  }

  /** Takes out everything that was received and is in no batch. */
  List<Message> rest() {
    List<Message> rest = List.copyOf(pending);
    pending.clear();
    pendingBytes = 0;
    return rest;
  }

  private void receive() {
    int max = Math.min(SourceQueue.MAX_ENTRIES, batchSize - pending.size());
    for (Message message : queue.receive(max, WAIT_SECONDS)) {
      pending.add(message);
      pendingBytes += weight(message);
    }
  }

  private boolean isReady() {
    return pending.size() >= batchSize
        || pendingBytes >= MAX_PAYLOAD
        || !clock.instant().isBefore(windowEnd);
  }

  private List<Message> take() {
    List<Message> batch = new ArrayList<>(Math.min(batchSize, pending.size()));
    long bytes = 0;
    while (!pending.isEmpty() && batch.size() < batchSize) {
      long weight = weight(pending.element());
      if (!batch.isEmpty() && bytes + weight > MAX_PAYLOAD) {
        break;
      }
      batch.add(pending.remove());
      bytes += weight;
    }
    pendingBytes -= bytes;
    return batch;
  }

  private static long weight(Message message) {
    // Three bytes a character is never too few, and small bodies need not be counted exactly.
    int characters = message.body().length();
    return RECORD_OVERHEAD
        + (characters < RECORD_OVERHEAD
            ? 3L * characters
            : message.body().getBytes(StandardCharsets.UTF_8).length);
  }
}
