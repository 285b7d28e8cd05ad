package dev.blast.delivery;

import java.time.Duration;
import java.util.Map;

/** The queue, seen from its receiving side. Implementations are thread-safe and block. */
public interface Postponements {

  /**
   * Makes messages that stay on the queue visible again after a delay, counted from now. Best
   * effort: a message it fails for shows again when its visibility timeout ends.
   *
   * @param delays receipt handle → delay, up to 12 h; a shorter one than a second is one second
   */
  void postpone(Map<String, Duration> delays);
}
