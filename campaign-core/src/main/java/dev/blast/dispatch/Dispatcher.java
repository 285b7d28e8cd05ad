package dev.blast.dispatch;

import dev.blast.dispatch.EnvelopeQueue.Entry;
import dev.blast.dispatch.EnvelopeQueue.QueueUnavailable;
import dev.blast.dispatch.EnvelopeQueue.Unsent;
import dev.blast.dispatch.Pace.Turn;
import dev.blast.outcome.Reason;
import dev.blast.queue.EnvelopeCodec.Encoded;
import dev.blast.queue.EnvelopeId;
import dev.blast.queue.EnvelopeWriter;
import dev.blast.queue.Recipients;
import dev.blast.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/**
 * Dispatches shards: cuts their recipients into envelopes and puts them on the queue by parallel
 * batches. Thread-safe; one call dispatches one shard and blocks until it is done.
 */
public final class Dispatcher {

  /** A fast pace has many turns in a moment: they share a request. */
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(5);

  /** Envelopes between two checkpoints: what a crash repeats costs less than a write each. */
  private static final int CHECKPOINT_EVERY = 500;

  private final BatchSender sender;
  private final Checkpoints checkpoints;
  private final Unsendables unsendables;
  private final DispatchSettings settings;
  private final InstantSource clock;
  private final Waiting waiting;

  /** Lets time pass; may return early when the dispatch is to stop. */
  public interface Waiting {
    void forAbout(Duration duration) throws InterruptedException;
  }

  public Dispatcher(
      EnvelopeQueue queue,
      Checkpoints checkpoints,
      Unsendables unsendables,
      DispatchSettings settings,
      InstantSource clock,
      Waiting waiting) {
    this.sender = new BatchSender(queue, settings);
    this.checkpoints = checkpoints;
    this.unsendables = unsendables;
    this.settings = settings;
    this.clock = clock;
    this.waiting = waiting;
  }

  /**
   * What to dispatch.
   *
   * @param pass whose checkpoints it goes on from
   * @param packing recipients per envelope, from the manifest
   * @param settled tells the sequence numbers of envelopes with nothing open, which are passed over
   * @param held tells the sequence numbers of envelopes that must wait: the dispatch stops there,
   *     and is to be done again later
   * @param pace shared by all shards of a run
   * @param deadline nothing is held back beyond it: who comes too late expires at once
   * @param stop when true, no further batch is begun
   */
  public record Order(
      Pass pass,
      int shard,
      int packing,
      Recipients recipients,
      IntPredicate settled,
      IntPredicate held,
      Pace pace,
      Instant deadline,
      BooleanSupplier stop) {

    RunId run() {
      return pass.run();
    }
  }

  /** How far a dispatch came. */
  public sealed interface Dispatched {

    /** Every envelope of the shard was acknowledged by the queue, or recorded as unsendable. */
    record Whole() implements Dispatched {}

    /** Told to stop, or come to what is held; a later call goes on at the checkpoint. */
    record Stopped() implements Dispatched {}
  }

  /**
   * Dispatches a shard from its checkpoint on. Doing it again is harmless: the envelopes have the
   * same ids.
   *
   * @throws QueueUnavailable when the queue would not take an envelope; everything before the
   *     checkpoint is on it, and a later call goes on from there
   */
  public Dispatched dispatch(Order order) throws InterruptedException {
    try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
      return new ShardDispatch(order, requests).toTheEnd();
    }
  }

  /** Takes a shard for dispatched of which nothing is open. */
  void passOver(Pass pass, int shard, int envelopes) {
    checkpoints.reached(pass, shard, envelopes);
  }

  /** A batch on its way, and the sequence number that follows its last envelope. */
  private record InFlight(Future<List<Unsent>> answer, int next) {}

  /** The dispatch of one shard; used by one thread, which alone folds the answers. */
  private final class ShardDispatch {
    private final Order order;
    private final ExecutorService requests;
    private final EnvelopeWriter envelope;
    private final Deque<InFlight> window = new ArrayDeque<>();
    private final List<Entry> batch = new ArrayList<>(EnvelopeQueue.MAX_ENTRIES);
    private int batchBytes;
    private int sequence;
    private int acknowledged;
    private int saved;

    ShardDispatch(Order order, ExecutorService requests) {
      this.order = order;
      this.requests = requests;
      this.envelope = new EnvelopeWriter(order.run(), order.shard());
    }

    Dispatched toTheEnd() throws InterruptedException {
      try {
        return enqueue();
      } finally {
        save();
      }
    }

    private Dispatched enqueue() throws InterruptedException {
      int from = checkpoints.next(order.pass(), order.shard());
      boolean whole = true;
      for (; whole && fillEnvelope(); sequence++) {
        if (sequence >= from && !order.settled().test(sequence)) {
          whole = add();
        } else {
          envelope.discard();
        }
      }
      send();
      while (!window.isEmpty()) {
        foldOldest();
      }
      if (whole) {
        // Whoever was passed over at the end is done with, too.
        acknowledged = sequence;
      }
      return whole ? new Dispatched.Whole() : new Dispatched.Stopped();
    }

    /** Answers false, and has added nobody, when there are no more recipients. */
    private boolean fillEnvelope() {
      boolean more = true;
      while (more && envelope.recipients() < order.packing()) {
        more = order.recipients().next(envelope);
      }
      return envelope.recipients() > 0;
    }

    /** Answers false, and has added nothing, when told to stop. */
    private boolean add() throws InterruptedException {
      int recipients = envelope.recipients();
      Encoded encoded = envelope.finish(sequence);
      if (batchBytes + encoded.bytes() > EnvelopeQueue.MAX_BYTES) {
        send();
      }
      if (!release(recipients)) {
        return false;
      }
      EnvelopeId id = new EnvelopeId(order.run(), order.shard(), sequence);
      int pass = order.pass().number();
      batch.add(new Entry(id, pass, recipients, encoded.body(), encoded.bytes()));
      batchBytes += encoded.bytes();
      if (batch.size() == EnvelopeQueue.MAX_ENTRIES) {
        send();
      }
      return true;
    }

    /**
     * Waits for the turn of so many; answers false when told to stop. It waits here and not on the
     * queue: a message there cannot be called back when the pace changes, is delayed by whole
     * seconds only and by no more than 15 minutes, and on a FIFO queue not at all.
     */
    private boolean release(int recipients) throws InterruptedException {
      while (!order.stop().getAsBoolean()) {
        Instant now = clock.instant();
        if (!now.isBefore(order.deadline())) {
          return true;
        }
        if (order.held().test(sequence)) {
          return false;
        }
        switch (order.pace().turn(recipients, now)) {
          case Turn.Now() -> {
            return true;
          }
          case Turn.NotBefore(Instant turn) -> {
            send();
            foldAnswered();
            waiting.forAbout(pause(now, turn));
          }
        }
      }
      return false;
    }

    private Duration pause(Instant now, Instant turn) {
      Duration pause =
          Duration.between(now, turn.isBefore(order.deadline()) ? turn : order.deadline());
      return pause.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : pause;
    }

    /** While nothing is to be sent: what the queue said is not left until the next batch. */
    private void foldAnswered() throws InterruptedException {
      while (!window.isEmpty() && window.peek().answer().isDone()) {
        foldOldest();
      }
    }

    private void send() throws InterruptedException {
      if (batch.isEmpty()) {
        return;
      }
      if (window.size() == settings.inFlight()) {
        foldOldest();
      }
      List<Entry> entries = List.copyOf(batch);
      int next = entries.getLast().id().sequence() + 1;
      window.add(new InFlight(requests.submit(() -> sender.send(entries)), next));
      batch.clear();
      batchBytes = 0;
    }

    /**
     * Only the oldest request moves the checkpoint, so that nothing before it is unacknowledged.
     */
    private void foldOldest() throws InterruptedException {
      InFlight oldest = window.remove();
      for (Unsent refused : answerOf(oldest)) {
        Reason reason = new Reason("queue-refused", refused.code() + " " + refused.detail());
        unsendables.record(
            refused.entry().id(), refused.entry().recipients(), reason, clock.instant());
      }
      acknowledged = oldest.next();
      if (acknowledged - saved >= CHECKPOINT_EVERY) {
        save();
      }
    }

    private void save() {
      if (acknowledged > saved) {
        checkpoints.reached(order.pass(), order.shard(), acknowledged);
        saved = acknowledged;
      }
    }

    private List<Unsent> answerOf(InFlight request) throws InterruptedException {
      try {
        return request.answer().get();
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof QueueUnavailable unavailable) {
          throw unavailable;
        }
        throw new IllegalStateException("sending a batch failed", failed.getCause());
      }
    }
  }
}
