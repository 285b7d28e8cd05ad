package dev.blast.delivery;

import java.util.function.Consumer;

/**
 * Where dead letters are recorded. Implementations are thread-safe and durable when a call returns;
 * a store that cannot be reached is an unchecked exception that names it.
 */
public interface DeadLetters {

  /**
   * Records a letter with its whole body.
   *
   * @return false, and nothing is changed, when one with its message id is recorded already
   */
  boolean record(DeadLetter letter);

  /** Hands over every letter, in the order of their times and then of their message ids. */
  void each(Consumer<DeadLetter> each);
}
