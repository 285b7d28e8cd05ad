package dev.blast.aws.schedule;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One request of several that waits until it is released, and is lost then: its connection breaks,
 * and nothing of it is carried out. So whoever sent it can be killed at a known step. Thread-safe.
 */
public final class HeldRequest {

  private final AtomicInteger before;
  private final CountDownLatch here = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  /**
   * @param before how many requests pass it first; below 0 for all
   */
  HeldRequest(int before) {
    this.before = new AtomicInteger(before);
  }

  /** Whether it has come. */
  public boolean isHere() {
    return here.getCount() == 0;
  }

  /** Whoever sent it, if there still is somebody, may send it again. A second call does nothing. */
  public void release() {
    released.countDown();
  }

  /** Returns at once, but for the one request. */
  void pass() throws IOException {
    if (before.getAndDecrement() != 0) {
      return;
    }
    here.countDown();
    try {
      released.await();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("held, and lost");
  }
}
