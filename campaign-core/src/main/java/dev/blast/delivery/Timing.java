package dev.blast.delivery;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time as a delivery knows it. All of it thread-safe.
 *
 * @param clock the time of day, for deadlines, leases and what is recorded
 * @param nanos a monotonic clock, in nanoseconds, for latencies: {@code System::nanoTime}
 * @param pause lets time pass: {@code Thread::sleep}
 */
public record Timing(InstantSource clock, LongSupplier nanos, Pause pause) {

  /** Lets time pass; blocks. */
  @FunctionalInterface
  public interface Pause {
    void pause(Duration duration) throws InterruptedException;
  }
}
