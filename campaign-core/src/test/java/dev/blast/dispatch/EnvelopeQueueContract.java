package dev.blast.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.dispatch.EnvelopeQueue.Entry;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every adapter of {@link EnvelopeQueue} keeps; extended by a test of each. */
public abstract class EnvelopeQueueContract {

  private static final RunId RUN = new RunId("morning-coupon", Instant.EPOCH);

  /** The queue under test; empty at the start of each test. */
  protected abstract EnvelopeQueue queue();

  /**
   * Takes messages off the queue for good until there are {@code count} of them, or until none
   * arrived for a moment.
   */
  protected abstract List<String> take(int count);

  @Test
  void everyEntryIsOnTheQueueOnce() {
    List<Entry> entries = entries(10);

    assertThat(queue().send(entries)).isEmpty();

    assertThat(take(11))
        .containsExactlyInAnyOrderElementsOf(entries.stream().map(Entry::body).toList());
  }

  @Test
  void aBodyArrivesAsItWasSent() {
    List<String> bodies =
        List.of(
            "{\"body\":\"a \\\"quoted\\\" \\\\ word\"}",
            "早上好，这是您的优惠券 🎟️👨‍👩‍👧",
            "صباح الخير",
            "tab\tline\nreturn\r end",
            "<xml>&amp;</xml>");
    List<Entry> entries =
        IntStream.range(0, bodies.size()).mapToObj(i -> entry(i, bodies.get(i))).toList();

    assertThat(queue().send(entries)).isEmpty();

    assertThat(take(5)).containsExactlyInAnyOrderElementsOf(bodies);
  }

  @Test
  void noEntriesAreNothingToSend() {
    assertThat(queue().send(List.of())).isEmpty();

    assertThat(take(1)).isEmpty();
  }

  @Test
  void aBatchOfTheLargestSizeIsSentWhole() {
    String body = "x".repeat(EnvelopeQueue.MAX_BYTES / 8);
    List<Entry> entries = IntStream.range(0, 8).mapToObj(i -> entry(i, body)).toList();

    assertThat(queue().send(entries)).isEmpty();

    assertThat(take(8)).hasSize(8).allMatch(body::equals);
  }

  @Test
  void moreEntriesThanABatchHoldsAreMisuse() {
    assertThatThrownBy(() -> queue().send(entries(11)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void moreBytesThanABatchHoldsAreMisuse() {
    Entry tooLarge = entry(0, "x".repeat(EnvelopeQueue.MAX_BYTES + 1));

    assertThatThrownBy(() -> queue().send(List.of(tooLarge)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSameEnvelopeMayBeSentTwice() {
    queue().send(entries(1));

    assertThat(queue().send(entries(1))).isEmpty();

    // Twice on a standard queue; a FIFO queue drops the second. Both is at least once.
    assertThat(take(2)).hasSizeBetween(1, 2).containsOnly("body 0");
  }

  private static List<Entry> entries(int count) {
    return IntStream.range(0, count).mapToObj(i -> entry(i, "body " + i)).toList();
  }

  /** An entry for tests: envelope {@code sequence} of one shard, with one recipient. */
  protected static Entry entry(int sequence, String body) {
    return new Entry(
        new EnvelopeId(RUN, 0, sequence), 1, body, body.getBytes(StandardCharsets.UTF_8).length);
  }
}
