package dev.blast.aws;

import io.github.resilience4j.core.IntervalFunction;
import java.io.InterruptedIOException;

/** Lets some time pass before a read is repeated. */
@FunctionalInterface
interface Pause {

  /** 0.2 s, 0.4 s, 0.8 s …, each up to half longer or shorter, so that dispatchers spread. */
  IntervalFunction MILLIS = IntervalFunction.ofExponentialRandomBackoff(200, 2.0, 0.5);

  Pause ASLEEP =
      failure -> {
        try {
          Thread.sleep(MILLIS.apply(failure));
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("told to stop");
        }
      };

  /**
   * @param failure how many reads have failed one after the other, from 1
   */
  void after(int failure) throws InterruptedIOException;
}
