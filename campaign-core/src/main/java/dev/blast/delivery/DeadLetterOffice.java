package dev.blast.delivery;

import dev.blast.alert.Alert;
import dev.blast.alert.Alerts;
import dev.blast.delivery.DeadEnvelopes.Fate;
import dev.blast.delivery.DeadLetter.Kind;
import dev.blast.outcome.Reason;
import dev.blast.queue.Envelope;
import dev.blast.queue.EnvelopeCodec;
import dev.blast.queue.EnvelopeCodec.Decoded;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.Run;
import dev.blast.run.Runs;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds out what dead letters are, gives up the envelopes that senders end with, records every
 * letter whole, and raises one alert for each batch. Thread-safe; blocks.
 */
public final class DeadLetterOffice {

  private final Runs runs;
  private final DeadEnvelopes ledger;
  private final DeadLetters letters;
  private final Alerts alerts;
  private final Desk desk;
  private final InstantSource clock;

  /**
   * What an office tells of the queue whose dead letters it gets.
   *
   * @param where for alerts: the run or the queue
   * @param todo for alerts: what an operator can do about dead letters, as a sentence
   */
  public record Desk(String where, String todo) {}

  public DeadLetterOffice(
      Runs runs,
      DeadEnvelopes ledger,
      DeadLetters letters,
      Alerts alerts,
      Desk desk,
      InstantSource clock) {
    this.runs = runs;
    this.ledger = ledger;
    this.letters = letters;
    this.alerts = alerts;
    this.desk = desk;
    this.clock = clock;
  }

  /**
   * A message of the dead-letter queue.
   *
   * @param messageId what the queue that it was first sent to called it
   * @param receives how often it was received there
   * @param why what the sender said that gave it up; empty when the queue itself gave it up
   */
  public record Dead(String messageId, String body, int receives, Optional<String> why) {}

  /**
   * What became of a batch.
   *
   * @param kept why a message could not be dealt with, in the order of the batch; empty when it is
   *     recorded and may be deleted
   * @param alertLost why nobody was told; empty when they were, or there was nothing to tell
   */
  public record Handled(List<Optional<String>> kept, Optional<String> alertLost) {}

  /** Deals with a batch; one message that fails leaves the others alone. Again is harmless. */
  public Handled handle(List<Dead> batch) {
    Map<Kind, Integer> recorded = new EnumMap<>(Kind.class);
    List<Optional<String>> kept = new ArrayList<>(batch.size());
    for (Dead dead : batch) {
      try {
        DeadLetter letter = letter(dead);
        boolean first = letters.record(letter);
        recorded.merge(letter.kind(), 1, Integer::sum);
        kept.add(Optional.empty());
      } catch (RuntimeException failed) {
        kept.add(Optional.of(String.valueOf(failed)));
      }
    }
    return new Handled(List.copyOf(kept), recorded.isEmpty() ? Optional.empty() : tell(recorded));
  }

  /** The letters are recorded by now: an alert that is lost loses nothing else. */
  private Optional<String> tell(Map<Kind, Integer> recorded) {
    int all = recorded.values().stream().mapToInt(Integer::intValue).sum();
    String kinds =
        recorded.entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey().word())
            .collect(Collectors.joining(", "));
    String what =
        String.format(Locale.ROOT, "dead letters: %d (%s); each is on record.", all, kinds);
    try {
      alerts.raise(new Alert(what, desk.where(), desk.todo()));
      return Optional.empty();
    } catch (RuntimeException lost) {
      return Optional.of(String.valueOf(lost.getMessage()));
    }
  }

  private DeadLetter letter(Dead dead) {
    return switch (EnvelopeCodec.decode(dead.body())) {
      case Decoded.Unreadable(String why) -> letter(dead, Kind.UNREADABLE, why, Optional.empty());
      case Decoded.OtherVersion other ->
          letter(dead, Kind.UNKNOWN_VERSION, other.why(), Optional.empty());
      case Decoded.Valid(Envelope envelope) ->
          runs.find(envelope.id().run())
              .map(run -> letter(dead, envelope, run))
              .orElseGet(
                  () -> letter(dead, Kind.RUN_UNKNOWN, "its run is not known", Optional.empty()));
    };
  }

  private DeadLetter letter(Dead dead, Envelope envelope, Run run) {
    EnvelopeId id = envelope.id();
    if (!envelope.fits(run.campaign().columns().size())) {
      return letter(
          dead,
          Kind.DOES_NOT_FIT,
          "its values are not those the run's message needs",
          Optional.of(id));
    }
    Instant now = clock.instant();
    Reason reason =
        new Reason(
            Kind.SENDER_CRASHED.word(),
            "senders ended with the message after " + dead.receives() + " receives");
    Fate fate;
    try {
      fate = ledger.giveUp(id, envelope.recipients().size(), reason, now);
    } catch (IllegalArgumentException anotherSize) {
      return letter(
          dead,
          Kind.DOES_NOT_FIT,
          "the ledger has its envelope with other recipients",
          Optional.of(id));
    }
    Kind kind = fate == Fate.GIVEN_UP ? Kind.SENDER_CRASHED : Kind.WORN_OUT;
    return letter(dead, kind, why(fate, dead), Optional.of(id));
  }

  private static String why(Fate fate, Dead dead) {
    String state =
        switch (fate) {
          case GIVEN_UP -> "senders ended with it; everybody in it has an outcome";
          case SETTLED -> "everybody in it had an outcome before";
          case HELD -> "another sender holds its envelope and goes on";
          case OPEN -> "received too often; who is open in it is dispatched again";
        };
    return dead.why().map(said -> said + "; " + state).orElse(state);
  }

  private DeadLetter letter(Dead dead, Kind kind, String why, Optional<EnvelopeId> envelope) {
    return new DeadLetter(
        dead.messageId(), kind, why, envelope, dead.receives(), clock.instant(), dead.body());
  }
}
