package dev.blast.site;

import dev.blast.audience.AudienceFile;
import dev.blast.delivery.DeadLetter;
import dev.blast.local.LocalBlast;
import dev.blast.local.ProgressFiles;
import dev.blast.local.RunFolders;
import dev.blast.local.ShellCommand;
import dev.blast.local.WaitingFiles;
import dev.blast.outcome.Ending;
import dev.blast.outcome.Tally;
import dev.blast.report.Audit;
import dev.blast.report.Facts;
import dev.blast.report.Point;
import dev.blast.run.Run;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import dev.blast.run.RunLog;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
import dev.blast.run.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The data folder of this machine. */
public final class LocalSite implements Site {

  private final LocalBlast blast;
  private final Path data;
  private final InstantSource clock;

  private LocalSite(LocalBlast blast, InstantSource clock) {
    this.blast = blast;
    this.data = blast.runs().data();
    this.clock = clock;
  }

  /**
   * @param data the folder that runs are kept in
   */
  public LocalSite(Path data, InstantSource clock) {
    this(new LocalBlast(data, clock), clock);
  }

  /** The site of what this sends. */
  public static LocalSite of(LocalBlast blast) {
    return new LocalSite(blast, blast.clock());
  }

  /** What sends here. */
  public LocalBlast blast() {
    return blast;
  }

  @Override
  public String name() {
    return data.toString();
  }

  @Override
  public Runs runs() {
    return blast.runs();
  }

  @Override
  public RunControl control() {
    return blast.runs().control();
  }

  @Override
  public RunLog log() {
    return blast.runs().log();
  }

  @Override
  public Facts facts(RunId run) {
    return blast.runs().facts(run);
  }

  @Override
  public void deadLetters(RunId run, Consumer<DeadLetter> each) {
    blast.runs().deadLetters(run, each);
  }

  @Override
  public AudienceFile audience(Run run) {
    return blast.audience(run);
  }

  /** A process has the run's lock. */
  @Override
  public boolean isLive(RunId run) {
    return blast.runs().isLive(run);
  }

  /** Nothing is ever forgotten here. */
  @Override
  public boolean mayHaveForgotten(RunId run) {
    return false;
  }

  @Override
  public List<String> end(RunId run, Ending ending) {
    if (isLive(run)) {
      return List.of();
    }
    if (runs().manifest(run).isEmpty()) {
      RunState state = runs().advance(run, RunState.Event.CANCELLED_UNSTAGED);
      return List.of();
    }
    return switch (blast.end(run, ending)) {
      case Audit.Answer.Balanced balanced -> List.of();
      case Audit.Answer.StillOpen(Tally tally) -> List.of(tally.sentence());
      case Audit.Answer.Unbalanced(List<String> errors) -> errors;
    };
  }

  @Override
  public List<Waiting> waiting() {
    return new WaitingFiles(data).all();
  }

  @Override
  public List<Point> history(RunId run) {
    return ProgressFiles.points(blast.runs().folder(run));
  }

  /** What its process said last. */
  @Override
  public List<String> hindrances(RunId run) {
    return ProgressFiles.now(blast.runs().folder(run))
        .map(said -> said.sentences(clock.instant()))
        .orElse(List.of());
  }

  @Override
  public Optional<Instant> lastChange(RunId run) {
    try {
      return Optional.of(Files.getLastModifiedTime(blast.runs().folder(run).state()).toInstant());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  @Override
  public Duration restsUnseen() {
    return Duration.ZERO;
  }

  @Override
  public ShellCommand options() {
    return RunFolders.options(data);
  }

  @Override
  public void close() {}
}
