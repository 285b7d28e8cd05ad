package dev.blast.queue;

/** Recipients in the order of the audience, one after another. Not thread-safe; may block. */
@FunctionalInterface
public interface Recipients {

  /** Adds the next one to an envelope; false, and adds nothing, when there are no more. */
  boolean next(EnvelopeWriter envelope);
}
