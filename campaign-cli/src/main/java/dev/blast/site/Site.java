package dev.blast.site;

import dev.blast.audience.AudienceFile;
import dev.blast.delivery.DeadLetter;
import dev.blast.report.Facts;
import dev.blast.run.Run;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import dev.blast.run.RunLog;
import dev.blast.run.Runs;
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

  /** Whether outcomes of a run as old as this may not be on record any more. */
  boolean mayHaveForgotten(RunId run);

  /** What is derived from the above. */
  default Books books() {
    return new Books(this);
  }

  @Override
  void close();
}
