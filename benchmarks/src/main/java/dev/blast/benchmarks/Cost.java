package dev.blast.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What some work cost this process.
 *
 * @param cpu user and system time of all its threads, the JVM's own included
 */
public record Cost(Duration cpu, Duration wall) {

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** A moment to measure from. */
  public record Mark(long cpuNanos, long wallNanos) {

    public Cost sofar() {
      Mark now = Cost.mark();
      return new Cost(
          Duration.ofNanos(now.cpuNanos - cpuNanos), Duration.ofNanos(now.wallNanos - wallNanos));
    }
  }

  public static Mark mark() {
    return new Mark(PROCESS.getProcessCpuTime(), System.nanoTime());
  }
}
