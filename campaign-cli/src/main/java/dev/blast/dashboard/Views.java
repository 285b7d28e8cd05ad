package dev.blast.dashboard;

import dev.blast.campaign.Share;
import dev.blast.campaign.Throttle;
import dev.blast.outcome.Reach;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Tally;
import dev.blast.report.NotSent;
import dev.blast.report.Point;
import dev.blast.report.RecipientSearch.Found;
import dev.blast.report.Report;
import dev.blast.run.Control;
import dev.blast.run.RunEvent;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.run.Waiting;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the dashboard shows of runs: values that reports are made of. Implementations are
 * thread-safe and block while they read; what cannot be read is an unchecked exception that names
 * it. Only {@link #samples}, {@link #find} and {@link #report} read recipients; everything else
 * reads counters, so it costs the same for ten people and for ten million.
 */
public interface Views {

  /** The newest runs, the latest scheduled first; one that cannot be read is listed as well. */
  Listed runs();

  /** Firings that are waited for, the next one first. */
  List<Waiting> waiting();

  /** One run, as it is now; empty when there is none. */
  Optional<View> run(RunId id);

  /** The tallies of a run over time, the oldest first; empty before it was staged. */
  List<Point> history(RunId id);

  /** Classes of recipients that were not sent to, with a few of each; empty before staging. */
  List<NotSent.Named> samples(RunId id);

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
   * @param only which rows
   */
  void report(RunId id, Report.Only only, Writer out);

  /**
   * A list of runs.
   *
   * @param more how many older ones there are
   */
  record Listed(List<Line> lines, int more) {
    public Listed {
      lines = List.copyOf(lines);
    }
  }

  /**
   * A run in a list.
   *
   * @param tally empty before staging
   * @param trouble why it cannot be read; empty when it can
   */
  record Line(
      RunId id,
      RunState state,
      boolean live,
      Control control,
      Optional<Tally> tally,
      String trouble) {}

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
   * @param reach how many were sent to; empty unless it is closed, and known
   * @param notSent the share of the recipients that its campaign allows not to be sent to
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
      Optional<Instant> closed,
      Optional<Reach> reach,
      Share notSent) {
    public View {
      reasons = List.copyOf(reasons);
      events = List.copyOf(events);
      why = List.copyOf(why);
    }
  }
}
