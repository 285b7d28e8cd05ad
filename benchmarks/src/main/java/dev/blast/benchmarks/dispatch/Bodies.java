package dev.blast.benchmarks.dispatch;

import java.util.List;

/**
 * What the peers send, one message for each recipient: bodies taken from Blast's own envelopes of
 * one recipient, over and over, so that all send the same kind and size of text.
 *
 * @param texts about 250 bytes each; a multiple of {@link #BATCH} of them
 * @param messages to send, a multiple of {@link #BATCH}
 */
record Bodies(List<String> texts, long messages) {

  /** Entries in one request, the most SQS takes. */
  static final int BATCH = 10;

  /** The bodies of one request. */
  record Batch(List<String> texts) {}

  Bodies {
    texts = List.copyOf(texts);
  }

  long batches() {
    return messages / BATCH;
  }

  Batch batch(long number) {
    int from = (int) (number * BATCH % texts.size());
    return new Batch(texts.subList(from, from + BATCH));
  }

  String text(long number) {
    return texts.get((int) (number % texts.size()));
  }
}
