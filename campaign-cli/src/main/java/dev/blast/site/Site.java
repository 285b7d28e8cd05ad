package dev.blast.site;

import dev.blast.audience.AudienceFile;
import dev.blast.delivery.DeadLetter;
import dev.blast.local.ShellCommand;
import dev.blast.outcome.Ending;
import dev.blast.report.Facts;
import dev.blast.report.Point;
import dev.blast.run.Run;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import dev.blast.run.RunLog;
import dev.blast.run.Runs;
import dev.blast.run.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where runs are kept and operated on. Thread-safe; blocks. A store that cannot be reached is an
 * unchecked exception that names it, or one that {@link SiteFailure} explains. Close it at the end.
 */
public sealed interface Site extends AutoCloseable permits LocalSite, StackSite {

  /** For messages, such as {@code the stack prod}. */
  String name();

  Runs runs();

  /** What is asked of runs, also while others work on them. */
  RunControl control();

  /** What was done to runs. */
  RunLog log();

  /** What is recorded about a run, also while others work on it. */
  Facts facts(RunId run);

  /** Hands over the dead letters that concern a run, and those that name no run. */
  void deadLetters(RunId run, Consumer<DeadLetter> each);

  /** The frozen audience of a staged run. */
  AudienceFile audience(Run run);

  /** Whether somebody works on the run, who takes up what is asked of it. */
  boolean isLive(RunId run);

  /**
   * Makes sure that a run ends that was asked to: whoever works on it ends it; where nobody does it
   * is ended now. Again is harmless.
   *
   * @return what is wrong with the books; empty when nothing is
   * @throws dev.blast.run.Refused when somebody has taken the run meanwhile
   */
  List<String> end(RunId run, Ending ending);

  /** Firings that are waited for, the next one first; may be some seconds old. */
  List<Waiting> waiting();

  /** The tallies of a run over time, the oldest first; empty where none were kept. */
  List<Point> history(RunId run);

  /**
   * Why a run that somebody works on is not faster, in sentences; empty when nothing is in the way,
   * or is known.
   */
  List<String> hindrances(RunId run);

  /** When the state of a run changed last; empty where that is not kept. */
  Optional<Instant> lastChange(RunId run);

  /**
   * How long a run that is over is shown in lists as it was, without looking whether it was
   * redriven since: a look is some requests.
   */
  Duration restsUnseen();

  /** What to add to a command so that it is about this site; nothing for the default. */
  ShellCommand options();

  /** A command about a run of this site, for operators to copy. */
  default ShellCommand command(String verb, RunId run) {
    return ShellCommand.blast(verb).with(run).and(options());
  }

  /** Whether outcomes of a run as old as this may not be on record any more. */
  boolean mayHaveForgotten(RunId run);

  /** What is derived from the above. */
  default Books books() {
    return new Books(this);
  }

  @Override
  void close();
}
