package dev.blast.dashboard;

import dev.blast.campaign.Throttle;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Tally;
import dev.blast.run.Control;
import dev.blast.run.RunEvent;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the dashboard shows of runs: values that reports are made of. Implementations are
 * thread-safe and block while they read; what cannot be read is an unchecked exception that names
 * it. Only {@link #samples}, {@link #find} and {@link #report} read recipients; everything else
 * reads counters, so it costs the same for ten people and for ten million.
 */
public interface Views {

  /** Every run, the latest scheduled first. */
  List<Line> runs();

  /** Firings that are waited for, the next one first. */
  List<Waiting> waiting();

  /** One run, as it is now; empty when there is none. */
  Optional<View> run(RunId id);

  /** The tallies of a run over time, the oldest first; empty before it was staged. */
  List<Point> history(RunId id);

  /** Classes of recipients that were not sent to, with a few of each; empty before staging. */
  List<Sampled> samples(RunId id);

  /**
   * Rows of the audience with this recipient id or address, at most a few; empty when there are
   * none. Case does not matter for an address.
   *
   * @throws dev.blast.stage.AudienceChanged when the audience is not the one that was staged
   */
  List<Found> find(RunId id, String who);

  /**
   * Writes the report of a staged run as CSV.
   *
   * @param only rows with this outcome; empty for all
   */
  void report(RunId id, Optional<String> only, Writer out);

  /**
   * A run in a list.
   *
   * @param tally empty before staging
   */
  record Line(RunId id, RunState state, boolean live, Control control, Optional<Tally> tally) {}

  /** A firing that a process waits for. */
  record Waiting(RunId id, String name) {}

  /**
   * One run.
   *
   * @param name of the campaign
   * @param provider who answers, in a few words
   * @param live whether a process works on it
   * @param deadline after which nobody is attempted
   * @param throttle the rate that is asked for now
   * @param tally empty before staging
   * @param reasons recipients by outcome and class of reason
   * @param events what was done to it, the oldest first
   * @param why why it is not faster, in sentences; empty when nothing is in the way
   * @param closed when its last outcome was recorded; empty while somebody is open
   */
  record View(
      RunId id,
      String name,
      String provider,
      RunState state,
      boolean live,
      Control control,
      Instant deadline,
      Throttle throttle,
      Optional<Tally> tally,
      List<ReasonCount> reasons,
      List<RunEvent> events,
      List<String> why,
      Optional<Instant> closed) {
    public View {
      reasons = List.copyOf(reasons);
      events = List.copyOf(events);
      why = List.copyOf(why);
    }
  }

  /**
   * The counts at one moment.
   *
   * @param open recipients without an outcome then
   */
  record Point(Instant at, Map<Outcome, Long> outcomes, long open) {
    public Point {
      outcomes = Map.copyOf(outcomes);
    }

    /** Recipients with an outcome then. */
    public long settled() {
      return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * A class of recipients that were not sent to.
   *
   * @param outcome its word, or {@code open}
   */
  record Sampled(String outcome, String code, long count, List<Sample> samples) {
    public Sampled {
      samples = List.copyOf(samples);
    }
  }

  /**
   * One of a class.
   *
   * @param recipient the id; empty where the audience could not say it
   */
  record Sample(String recipient, Reason reason) {}

  /**
   * A row that somebody looked for.
   *
   * @param address empty where the row never became a recipient
   * @param outcome its word, or {@code open}
   * @param envelope which message it was in; empty where it is in none
   * @param at when the outcome was recorded, or from when the next attempt may be made
   * @param held whether its envelope is being worked on
   */
  record Found(
      long line,
      String id,
      String address,
      String outcome,
      Reason reason,
      int attempts,
      int deferrals,
      String providerId,
      String envelope,
      Optional<Instant> at,
      boolean held) {}
}
