package dev.blast.delivery;

import dev.blast.campaign.ChannelSettings;
import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.delivery.RunDelivery.Obstacle;
import dev.blast.outcome.Standing;
import dev.blast.queue.Envelope;
import dev.blast.queue.EnvelopeCodec;
import dev.blast.queue.EnvelopeCodec.Decoded;
import dev.blast.run.ControlView;
import dev.blast.run.Run;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import dev.blast.run.Runs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Delivers envelopes: claim → render → attempt → settle. Thread-safe; blocks until every message of
 * the call has its verdict.
 */
public final class Delivery {

  /**
   * A lease outlives its invocation by this, so that an answer on its last second still settles.
   */
  private static final Duration LEASE_MARGIN = Duration.ofSeconds(10);

  /**
   * How soon to look again at an envelope that somebody else holds: they are mostly done by then.
   */
  private static final Duration HELD_RECHECK = Duration.ofSeconds(5);

  private final DeliveryLedger ledger;
  private final Runs runs;
  private final Channels channels;
  private final RunControl control;
  private final Timing timing;
  private final InstantSource clock;
  private final Map<RunId, RunDelivery> live = new ConcurrentHashMap<>();
  private final Map<ChannelSettings, Gate> gates = new ConcurrentHashMap<>();
  private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();

  /**
   * @param control looked at before an envelope is claimed, and before each attempt
   */
  public Delivery(
      DeliveryLedger ledger, Runs runs, Channels channels, RunControl control, Timing timing) {
    this.ledger = ledger;
    this.runs = runs;
    this.channels = channels;
    this.control = control;
    this.timing = timing;
    this.clock = timing.clock();
  }

  /** A message as the queue handed it over. */
  public record Received(String messageId, String receiptHandle, String body) {}

  /** What the queue shall do with a message. */
  public sealed interface Verdict {

    Received message();

    /** Everything in it has its outcome: delete it. */
    record Done(Received message) implements Verdict {}

    /**
     * Keep it, and show it again after {@code delay}, which is a second or longer.
     *
     * @param why for the log
     */
    record Return(Received message, Duration delay, String why) implements Verdict {

      /** A message that shows again at once would come back thousands of times a minute. */
      private static final Duration SHORTEST = Duration.ofSeconds(1);

      public Return {
        delay = delay.compareTo(SHORTEST) > 0 ? delay : SHORTEST;
      }
    }

    /** Keep it: something broke. What is on record stays; the rest is tried again. */
    record Failed(Received message, String why) implements Verdict {}

    /** Nothing can be done with it here, ever: it belongs on the dead-letter queue. */
    record Poison(Received message, String why) implements Verdict {}
  }

  /**
   * Delivers the envelopes in these messages, all at a time.
   *
   * @param messages as the queue handed them over
   * @param finishBy when the invocation must have answered; no attempt starts that may outlast it
   * @return one verdict for each message, in their order
   */
  public List<Verdict> deliver(List<Received> messages, Instant finishBy)
      throws InterruptedException {
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Verdict>> tasks = new ArrayList<>(messages.size());
      for (Received message : messages) {
        tasks.add(() -> deliver(message, finishBy, workers));
      }
      List<Future<Verdict>> answers = workers.invokeAll(tasks);
      List<Verdict> verdicts = new ArrayList<>(messages.size());
      for (int i = 0; i < messages.size(); i++) {
        verdicts.add(verdictOf(messages.get(i), answers.get(i)));
      }
      return verdicts;
    }
  }

  /** An envelope that fails must not take the others of its batch with it. */
  private static Verdict verdictOf(Received message, Future<Verdict> answer)
      throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException failed) {
      return new Verdict.Failed(message, String.valueOf(failed.getCause()));
    }
  }

  private Verdict deliver(Received message, Instant finishBy, ExecutorService workers)
      throws InterruptedException {
    return switch (EnvelopeCodec.decode(message.body())) {
      case Decoded.Unreadable(String why) -> new Verdict.Poison(message, why);
      case Decoded.OtherVersion other -> new Verdict.Poison(message, other.why());
      case Decoded.Valid(Envelope envelope) -> deliver(message, envelope, finishBy, workers);
    };
  }

  private Verdict deliver(
      Received message, Envelope envelope, Instant finishBy, ExecutorService workers)
      throws InterruptedException {
    Optional<RunDelivery> run = find(envelope.id().run());
    if (run.isEmpty()) {
      // Not its name: whoever wrote the message chose it, and it would stand in the log.
      return new Verdict.Poison(message, "its run is not known here");
    }
    if (!run.get().fits(envelope)) {
      return new Verdict.Poison(message, "its values are not those the run's message needs");
    }
    return inTurn(message, envelope, run.get(), finishBy, workers);
  }

  /** Again and again, while a quick attempt may help somebody of the envelope. */
  private Verdict inTurn(
      Received message,
      Envelope envelope,
      RunDelivery run,
      Instant finishBy,
      ExecutorService workers)
      throws InterruptedException {
    QuickRetries quick = new QuickRetries();
    while (true) {
      switch (turn(message, envelope, run, finishBy, workers, quick)) {
        case Turn.Over(Verdict verdict) -> {
          return verdict;
        }
        case Turn.Again(Duration pause) -> timing.pause().pause(pause);
      }
    }
  }

  /** What came of one turn of an envelope. */
  private sealed interface Turn {
    record Over(Verdict verdict) implements Turn {}

    /** Everything is on record, and the envelope is nobody's meanwhile. */
    record Again(Duration pause) implements Turn {}
  }

  private Turn turn(
      Received message,
      Envelope envelope,
      RunDelivery run,
      Instant finishBy,
      ExecutorService workers,
      QuickRetries quick)
      throws InterruptedException {
    if (run.isOver()) {
      return end(message, envelope, run, finishBy, workers, quick);
    }
    Optional<Obstacle> obstacle = run.obstacle();
    int recipients = envelope.recipients().size();
    Instant latestStart = run.latestStart(finishBy);
    if (obstacle.isPresent() || !run.gate().enter(recipients, latestStart)) {
      return run.isEnded()
          ? end(message, envelope, run, finishBy, workers, quick)
          : obstacle
              .map(found -> over(message, found.delay(), found.why()))
              .orElseGet(() -> over(message, Duration.ZERO, "no time left to begin"));
    }
    try {
      return claim(message, envelope, run, finishBy, latestStart, workers, quick);
    } finally {
      run.gate().leave(recipients);
    }
  }

  /** Nothing is attempted; what is settled leaves the queue, whatever the channel's state is. */
  private Turn end(
      Received message,
      Envelope envelope,
      RunDelivery run,
      Instant finishBy,
      ExecutorService workers,
      QuickRetries quick) {
    return claim(message, envelope, run, finishBy, Instant.MIN, workers, quick);
  }

  private Turn claim(
      Received message,
      Envelope envelope,
      RunDelivery run,
      Instant finishBy,
      Instant latestStart,
      ExecutorService workers,
      QuickRetries quick) {
    Instant now = clock.instant();
    int recipients = envelope.recipients().size();
    Claim claim = ledger.claim(envelope.id(), recipients, now, finishBy.plus(LEASE_MARGIN));
    return switch (claim) {
      case Claim.AllSettled() -> new Turn.Over(new Verdict.Done(message));
      case Claim.Held(Instant until) ->
          over(message, recheck(now, until), "held by another sender");
      case Claim.Granted granted -> {
        Round round = new Round(run, workers, latestStart, granted.uncertain(), quick);
        List<Standing> after = round.attemptAll(envelope, granted.standings());
        Turn turn = settle(message, granted, after, run, round.again());
        if (round.interrupted()) {
          Thread.currentThread().interrupt();
        }
        yield turn;
      }
    };
  }

  private static Turn over(Received message, Duration delay, String why) {
    return new Turn.Over(new Verdict.Return(message, delay, why));
  }

  private Optional<RunDelivery> find(RunId id) {
    RunDelivery known = live.get(id);
    return known != null ? Optional.of(known) : runs.find(id).map(run -> remember(id, run));
  }

  private RunDelivery remember(RunId id, Run run) {
    return live.computeIfAbsent(
        id,
        absent -> {
          ChannelSettings settings = run.campaign().message().channel();
          Gate gate = gates.computeIfAbsent(settings, this::gate);
          // What another run met may be repaired since.
          gate.health().reset();
          return new RunDelivery(run, runs, channels, gate, new ControlView(id, control), timing);
        });
  }

  private Gate gate(ChannelSettings settings) {
    String provider = settings.provider();
    Breaker breaker = breakers.computeIfAbsent(provider, first -> new Breaker(provider, clock));
    return new Gate(provider, settings.concurrency(), breaker, timing);
  }

  private static Duration recheck(Instant now, Instant until) {
    Duration left = Duration.between(now, until).plusMillis(1);
    return left.compareTo(HELD_RECHECK) < 0 ? left : HELD_RECHECK;
  }

  private Turn settle(
      Received message,
      Claim.Granted granted,
      List<Standing> after,
      RunDelivery run,
      Optional<Duration> again) {
    if (!ledger.settle(granted.lease(), after)) {
      // Whoever holds the envelope now records what became of it; what happened here is the one
      // window in which a recipient may be attempted twice, under the same idempotency key.
      return over(message, HELD_RECHECK, "the lease ran out");
    }
    return again
        .<Turn>map(Turn.Again::new)
        .or(() -> run.again(after).map(delay -> over(message, delay, "recipients are still open")))
        .orElseGet(() -> new Turn.Over(new Verdict.Done(message)));
  }

  /** Why delivering is not faster, as it is now; empty when nothing is in the way. */
  public List<Hindrance> hindrances() {
    List<Hindrance> all = new ArrayList<>();
    breakers.values().forEach(breaker -> breaker.hindrance().ifPresent(all::add));
    gates.values().forEach(gate -> all.addAll(gate.hindrances()));
    return all;
  }

  /** What held up delivering so far, one clause for each provider that did. */
  public List<String> setbacks() {
    return breakers.values().stream().flatMap(breaker -> breaker.history().stream()).toList();
  }
}
