package dev.blast.benchmarks.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Batches of ten through an asynchronous call, with so many in flight at a time. */
final class AsyncLoop implements Contender {

  private final String name;
  private final Bodies bodies;
  private final int inFlight;
  private final Sending sending;
  private final Runnable closing;

  /** Begins to send a batch; completes with how many messages were acknowledged. */
  interface Sending extends Function<Bodies.Batch, CompletableFuture<Integer>> {}

  AsyncLoop(String name, Bodies bodies, int inFlight, Sending sending, Runnable closing) {
    this.name = name;
    this.bodies = bodies;
    this.inFlight = inFlight;
    this.sending = sending;
    this.closing = closing;
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
    Semaphore room = new Semaphore(inFlight);
    AtomicLong sent = new AtomicLong();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (long i = 0; i < bodies.batches() && failure.get() == null; i++) {
      room.acquire();
      CompletableFuture<?> _ =
          sending
              .apply(bodies.batch(i))
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
      throw new IllegalStateException(name + " lost a batch", failure.get());
    }
    return sent.get();
  }

  @Override
  public void close() {
    closing.run();
  }
}
