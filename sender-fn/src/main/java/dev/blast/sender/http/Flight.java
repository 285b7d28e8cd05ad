package dev.blast.sender.http;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time that a call has. When it is up, the connection in use is closed: a limit of each read
 * would never be met by a server that answers a byte at a time. Thread-safe.
 */
public final class Flight implements AutoCloseable {

  private final long end;
  private final Future<?> limit;
  private @Nullable Closeable open;
  private boolean over;

  Flight(Duration time, ScheduledExecutorService timer) {
    this.end = System.nanoTime() + time.toNanos();
    this.limit = limit(time, timer);
  }

  private Future<?> limit(Duration time, ScheduledExecutorService timer) {
    try {
      return timer.schedule(this::end, time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /** What is left of it; not positive when it is up. */
  public Duration left() {
    return Duration.ofNanos(end - System.nanoTime());
  }

  /** Whether time was up before the call was. */
  public synchronized boolean late() {
    return over;
  }

  /** What to close when time is up; closed at once when it is. */
  void uses(Closeable connection) {
    boolean close;
    synchronized (this) {
      open = connection;
      close = over;
    }
    if (close) {
      closed(connection);
    }
  }

  /** Nothing is in use any more. */
  synchronized void usesNothing() {
    open = null;
  }

  private void end() {
    Closeable toClose;
    synchronized (this) {
      over = true;
      toClose = open;
    }
    if (toClose != null) {
      closed(toClose);
    }
  }

  private static void closed(Closeable connection) {
    try {
      connection.close();
    } catch (IOException gone) {
      // it is to go
    }
  }

  @Override
  public void close() {
    limit.cancel(false);
  }
}
