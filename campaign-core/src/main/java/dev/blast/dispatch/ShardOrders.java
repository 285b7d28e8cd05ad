package dev.blast.dispatch;

import java.util.List;

/**
 * Where dispatchers get their orders from. At least once: an order may arrive twice. Thread-safe.
 */
@FunctionalInterface
public interface ShardOrders {

  /**
   * Hands over orders; durable when it returns.
   *
   * @throws RuntimeException when some may not have been taken: send all of them again
   */
  void send(List<ShardOrder> orders);
}
