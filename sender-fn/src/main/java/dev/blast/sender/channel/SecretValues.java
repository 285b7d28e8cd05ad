package dev.blast.sender.channel;

import org.jspecify.annotations.Nullable;

/**
 * What {@code ${env:NAME}} stands for, and the other variables of where the sender runs.
 * Implementations are thread-safe.
 */
@FunctionalInterface
public interface SecretValues {

  /** The value; null for a name that is not set. May block, and fail, at its first use. */
  @Nullable String get(String name);

  /**
   * Forgets what was read, so that the next {@link #get} sees a secret that was changed meanwhile.
   * Nothing where values cannot change while a process lives, as in its environment.
   */
  default void refresh() {}
}
