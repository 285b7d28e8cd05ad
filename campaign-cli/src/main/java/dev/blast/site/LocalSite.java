package dev.blast.site;

import dev.blast.audience.AudienceFile;
import dev.blast.delivery.DeadLetter;
import dev.blast.local.LocalBlast;
import dev.blast.report.Facts;
import dev.blast.run.Run;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import dev.blast.run.RunLog;
import dev.blast.run.Runs;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;

/** The data folder of this machine. */
public final class LocalSite implements Site {

  private final LocalBlast blast;
  private final String name;

  /**
   * @param data the folder that runs are kept in
   */
  public LocalSite(Path data, InstantSource clock) {
    this(new LocalBlast(data, clock), data.toString());
  }

  private LocalSite(LocalBlast blast, String name) {
    this.blast = blast;
    this.name = name;
  }

  /** The site of what this sends. */
  public static LocalSite of(LocalBlast blast) {
    return new LocalSite(blast, "this machine");
  }

  /** What sends here. */
  public LocalBlast blast() {
    return blast;
  }

  @Override
  public String name() {
    return name;
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
  public void close() {}
}
