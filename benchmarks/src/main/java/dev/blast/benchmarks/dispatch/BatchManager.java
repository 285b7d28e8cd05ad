package dev.blast.benchmarks.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;

/** {@code SqsAsyncBatchManager} with its defaults: a call for each message, which it gathers. */
final class BatchManager implements Contender {

  private final String name;
  private final Bodies bodies;
  private final String queueUrl;
  private final int messagesInFlight;
  private final SqsAsyncClient sqs;
  private final SqsAsyncBatchManager manager;

  /**
   * @param sqs closed with this
   */
  BatchManager(
      String name, Bodies bodies, RemoteEndpoint endpoint, int inFlight, SqsAsyncClient sqs) {
    this.name = name;
    this.bodies = bodies;
    this.queueUrl = endpoint.queueUrl();
    // it refuses messages when it holds 500 that are not on their way
    this.messagesInFlight = inFlight * Bodies.BATCH;
    this.sqs = sqs;
    this.manager = sqs.batchManager();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long recipients() {
    return bodies.messages();
  }

  @Override
  public long send() throws Exception {
    Semaphore room = new Semaphore(messagesInFlight);
    AtomicLong sent = new AtomicLong();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (long i = 0; i < bodies.messages() && failure.get() == null; i++) {
      String text = bodies.text(i);
      room.acquire();
      CompletableFuture<?> _ =
          manager
              .sendMessage(message -> message.queueUrl(queueUrl).messageBody(text))
              .whenComplete(
                  (answer, failed) -> {
                    if (failed == null) {
                      sent.incrementAndGet();
                    } else {
                      failure.set(failed);
                    }
                    room.release();
                  });
    }
    room.acquire(messagesInFlight);
    if (failure.get() != null) {
      throw new IllegalStateException(name + " lost a message", failure.get());
    }
    return sent.get();
  }

  @Override
  public void close() {
    manager.close();
    sqs.close();
  }
}
