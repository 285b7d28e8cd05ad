package dev.blast.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.dispatch.EnvelopeQueue.Entry;
import dev.blast.dispatch.EnvelopeQueue.QueueUnavailable;
import dev.blast.dispatch.EnvelopeQueue.Unsent;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SpreadQueueTest {

  private static final RunId RUN = new RunId("spring", Instant.parse("2026-03-01T07:00:00Z"));

  @Property(tries = 100)
  void everyEntryGoesToOneQueueAndAgainToTheSame(
      @ForAll @IntRange(min = 1, max = 9) int queues,
      @ForAll @IntRange(min = 0, max = 30) int first,
      @ForAll @IntRange(min = 1, max = 10) int count) {
    List<ScriptedQueue> once = queues(queues);
    List<ScriptedQueue> again = queues(queues);
    List<Entry> entries = entries(first, count);

    assertThat(new SpreadQueue(once).send(entries)).isEmpty();
    for (Entry entry : entries) {
      new SpreadQueue(again).send(List.of(entry));
    }

    assertThat(once.stream().flatMap(queue -> queue.acknowledged().stream()))
        .containsExactlyInAnyOrderElementsOf(entries);
    for (int i = 0; i < queues; i++) {
      assertThat(again.get(i).acknowledged()).isEqualTo(once.get(i).acknowledged());
    }
  }

  @Test
  void aFullBatchStaysOneRequestAndBatchesTakeTurns() {
    List<ScriptedQueue> queues = queues(3);
    SpreadQueue spread = new SpreadQueue(queues);
    for (int batch = 0; batch < 6; batch++) {
      spread.send(entries(batch * 10, 10));
    }
    assertThat(queues).extracting(ScriptedQueue::requests).containsExactly(2, 2, 2);
    assertThat(queues).allMatch(queue -> queue.acknowledged().size() == 20);
  }

  @Test
  void whatAQueueThatIsAwayDidNotTakeIsUnsentAndTheRestIsNot() {
    List<ScriptedQueue> queues = queues(2);
    queues.get(1).refuseRequests(1);
    List<Entry> entries = entries(5, 10);

    List<Unsent> unsent = new SpreadQueue(queues).send(entries);

    assertThat(unsent).extracting(Unsent::entry).isEqualTo(entries.subList(5, 10));
    assertThat(unsent).noneMatch(Unsent::senderFault);
    assertThat(queues.get(0).acknowledged()).isEqualTo(entries.subList(0, 5));
  }

  @Test
  void whenAllThatWereAskedAreAwayTheRequestFailed() {
    List<ScriptedQueue> queues = queues(3);
    queues.get(0).refuseRequests(1);
    queues.get(1).refuseRequests(1);

    assertThatThrownBy(() -> new SpreadQueue(queues).send(entries(5, 10)))
        .isInstanceOf(QueueUnavailable.class);
  }

  @Test
  void noQueueIsMisuse() {
    assertThatThrownBy(() -> new SpreadQueue(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<ScriptedQueue> queues(int count) {
    return IntStream.range(0, count).mapToObj(i -> ScriptedQueue.takingEverything()).toList();
  }

  private static List<Entry> entries(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> new Entry(new EnvelopeId(RUN, 0, i), 1, "body", 4))
        .toList();
  }
}
