package dev.blast.benchmarks.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongFunction;

/** Numbered sendings through an asynchronous call, with so many in flight at a time. */
final class AsyncLoop implements Contender {

  private final String name;
  private final long recipients;
  private final long sendings;
  private final int inFlight;
  private final Sending sending;
  private final Runnable closing;

  /** Begins a sending by its number; completes with how many messages were acknowledged. */
  interface Sending extends LongFunction<CompletableFuture<Integer>> {}

  private AsyncLoop(
      String name, Bodies bodies, long sendings, int inFlight, Sending sending, Runnable closing) {
    this.name = name;
    this.recipients = bodies.messages();
    this.sendings = sendings;
    this.inFlight = inFlight;
    this.sending = sending;
    this.closing = closing;
  }

  /** Batches of ten. */
  static AsyncLoop ofBatches(
      String name,
      Bodies bodies,
      int inFlight,
      Function<Bodies.Batch, CompletableFuture<Integer>> sending,
      Runnable closing) {
    return new AsyncLoop(
        name,
        bodies,
        bodies.batches(),
        inFlight,
        number -> sending.apply(bodies.batch(number)),
        closing);
  }

  /** Single messages. */
  static AsyncLoop ofMessages(
      String name,
      Bodies bodies,
      int inFlight,
      Function<String, CompletableFuture<Integer>> sending,
      Runnable closing) {
    return new AsyncLoop(
        name,
        bodies,
        bodies.messages(),
        inFlight,
        number -> sending.apply(bodies.text(number)),
        closing);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long recipients() {
    return recipients;
  }

  @Override
  public long send() throws Exception {
    Semaphore room = new Semaphore(inFlight);
    AtomicLong sent = new AtomicLong();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (long i = 0; i < sendings && failure.get() == null; i++) {
      room.acquire();
      CompletableFuture<?> _ =
          sending
              .apply(i)
              .whenComplete(
                  (acknowledged, failed) -> {
                    if (failed == null) {
                      sent.addAndGet(acknowledged);
                    } else {
                      failure.set(failed);
                    }
                    room.release();
                  });
    }
    room.acquire(inFlight);
    if (failure.get() != null) {
      throw new IllegalStateException(name + " lost messages", failure.get());
    }
    return sent.get();
  }

  @Override
  public void close() {
    closing.run();
  }
}
