package dev.blast.delivery;

import dev.blast.delivery.Delivery.Received;
import dev.blast.delivery.Delivery.Verdict;
import dev.blast.queue.Envelope;
import dev.blast.queue.EnvelopeCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A standard queue with visibility by the test clock, and the function behind it: hands out
 * messages in any order, and obeys the verdicts. Repeats messages and hands them over late, as
 * often as it is told to. Nothing happens between two calls; used by one thread at a time.
 *
 * <p>As with SQS, a receipt is good until the message is received again: what is late cannot delete
 * or postpone any more. A message that is repeated is there twice from then on, each with a life of
 * its own.
 */
public final class SimulatedQueue {

  private static final int BATCH = 10;

  /** As the event source mapping and SQS have it: whole seconds, rounded up. */
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** What the sender's handler postpones a failed message by. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final SimulatedTime time;
  private final Random random;
  private final Settings settings;
  private final Map<String, Message> messages = new HashMap<>();
  private final List<Handover> underWay = new ArrayList<>();
  private final List<String> poison = new ArrayList<>();
  private long receives;
  private long repeated;
  private long late;
  private long sequence;

  /**
   * @param visibility how long a message that was received is hidden
   * @param timeout of the function
   * @param invocation how long a whole invocation takes by the test clock, attempts included
   * @param repeated share of messages that are delivered twice, 0..1
   * @param late share of receives that reach the function after the message shows again, 0..1
   */
  public record Settings(
      Duration visibility, Duration timeout, Duration invocation, double repeated, double late) {

    /** Every message once, in time. */
    public static Settings faultless() {
      return new Settings(
          Duration.ofSeconds(180), Duration.ofSeconds(30), Duration.ofMillis(100), 0, 0);
    }

    public Settings repeating(double share) {
      return new Settings(visibility, timeout, invocation, share, late);
    }

    public Settings late(double share) {
      return new Settings(visibility, timeout, invocation, repeated, share);
    }
  }

  private static final class Message {
    private final String id;
    private final String body;
    private Instant visible;
    private String receipt = "";

    Message(String id, String body, Instant visible) {
      this.id = id;
      this.body = body;
      this.visible = visible;
    }
  }

  private record Handover(Instant at, Received message) {}

  public SimulatedQueue(SimulatedTime time, Random random, Settings settings) {
    this.time = time;
    this.random = random;
    this.settings = settings;
  }

  public void send(Envelope envelope) {
    add(EnvelopeCodec.encode(envelope).body());
  }

  /** Any message, also one that is none of ours. */
  public void add(String body) {
    String id = "m" + sequence++;
    messages.put(id, new Message(id, body, time.instant()));
  }

  /** Messages that are there, hidden or not. */
  public int depth() {
    return messages.size();
  }

  /** Bodies that a sender called poison; they are taken off. */
  public List<String> poison() {
    return List.copyOf(poison);
  }

  /** How often a message was received. */
  public long receives() {
    return receives;
  }

  /** Messages that were delivered twice. */
  public long repeated() {
    return repeated;
  }

  /** Receives that reached a function after the message had shown again. */
  public long late() {
    return late;
  }

  /**
   * Lets the senders, processes of their own, work until nothing is left or the time has come.
   * Which of them gets a batch is by chance.
   */
  public void deliver(List<Delivery> senders, Instant until) throws InterruptedException {
    while (time.instant().isBefore(until) && !isIdle()) {
      if (!deliverNow(senders)) {
        next().ifPresent(time::advanceTo);
      }
    }
  }

  /** One invocation with what is there at this instant; false when there is nothing. */
  public boolean deliverNow(List<Delivery> senders) throws InterruptedException {
    receive();
    List<Handover> due = underWay.stream().filter(this::isDue).limit(BATCH).toList();
    if (due.isEmpty()) {
      return false;
    }
    underWay.removeAll(due);
    Delivery sender = senders.get(random.nextInt(senders.size()));
    List<Received> batch = due.stream().map(Handover::message).toList();
    List<Verdict> verdicts = sender.deliver(batch, time.instant().plus(settings.timeout()));
    time.advance(settings.invocation());
    verdicts.forEach(this::obey);
    return true;
  }

  private boolean isIdle() {
    return messages.isEmpty() && underWay.isEmpty();
  }

  private boolean isDue(Handover handover) {
    return !handover.at().isAfter(time.instant());
  }

  private Optional<Instant> next() {
    return Stream.concat(
            messages.values().stream().map(message -> message.visible),
            underWay.stream().map(Handover::at))
        .min(Comparator.naturalOrder());
  }

  private void receive() {
    Instant now = time.instant();
    List<Message> visible =
        new ArrayList<>(messages.values().stream().filter(m -> !m.visible.isAfter(now)).toList());
    Collections.shuffle(visible, random);
    for (Message message : visible.subList(0, Math.min(BATCH, visible.size()))) {
      receives++;
      if (message.receipt.isEmpty() && chance(settings.repeated())) {
        repeat(message);
      }
      handOver(message);
    }
  }

  /** The other one comes with this one, or at any time until long after it. */
  private void repeat(Message message) {
    repeated++;
    Duration later = chance(0.5) ? Duration.ZERO : upTo(settings.visibility().multipliedBy(2));
    Message twin = new Message("m" + sequence++, message.body, time.instant().plus(later));
    twin.receipt = "twin";
    messages.put(twin.id, twin);
  }

  private void handOver(Message message) {
    Instant now = time.instant();
    message.visible = now.plus(settings.visibility());
    message.receipt = message.id + "#" + receives;
    boolean tooLate = chance(settings.late());
    late += tooLate ? 1 : 0;
    Instant at = tooLate ? message.visible.plus(upTo(Duration.ofMinutes(1))) : now;
    underWay.add(new Handover(at, new Received(message.id, message.receipt, message.body)));
  }

  private void obey(Verdict verdict) {
    Message message = messages.get(verdict.message().messageId());
    if (message == null || !message.receipt.equals(verdict.message().receiptHandle())) {
      return;
    }
    switch (verdict) {
      case Verdict.Done _ -> messages.remove(message.id);
      case Verdict.Return(Received _, Duration delay, String _) -> hide(message, delay);
      case Verdict.Failed _ -> hide(message, AFTER_FAILURE);
      case Verdict.Poison _ -> {
        poison.add(message.body);
        messages.remove(message.id);
      }
    }
  }

  private void hide(Message message, Duration delay) {
    long seconds = delay.plus(SECOND).minusNanos(1).toSeconds();
    message.visible = time.instant().plusSeconds(seconds);
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }

  private Duration upTo(Duration most) {
    return Duration.ofMillis(random.nextLong(most.toMillis()));
  }
}
