package dev.blast.local;

import dev.blast.delivery.Channels;
import dev.blast.delivery.Hindrance;
import dev.blast.outcome.StagedCounts;
import dev.blast.outcome.Tally;
import dev.blast.run.Run;
import dev.blast.run.RunEvent;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.stage.Manifest;
import dev.blast.watch.Watch;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A run that this process works on: its lock, its ledger, and all the parts. Close it at the end.
 */
public final class LiveRun implements AutoCloseable {

  private final Run run;
  private final StagedCounts staged;
  private final long openAtFirst;
  private final RunLock lock;
  private final SqliteLedger ledger;
  private final List<Uncertain> uncertain;
  private final LocalWiring parts;
  private final EmbeddedRun embedded;

  private LiveRun(
      Run run,
      StagedCounts staged,
      long openAtFirst,
      RunLock lock,
      SqliteLedger ledger,
      List<Uncertain> uncertain,
      LocalWiring parts,
      EmbeddedRun embedded) {
    this.run = run;
    this.staged = staged;
    this.openAtFirst = openAtFirst;
    this.lock = lock;
    this.ledger = ledger;
    this.uncertain = uncertain;
    this.parts = parts;
    this.embedded = embedded;
  }

  static LiveRun begin(
      LocalBlast blast,
      RunId id,
      RunLock lock,
      EmbeddedQueue queue,
      Channels channels,
      Interference between,
      InstantSource clock) {
    RunFolders runs = blast.runs();
    Run run = runs.find(id).orElseThrow();
    Manifest manifest = runs.manifest(id).orElseThrow();
    // A process that died between the two left a manifest, and the run as if it had none.
    runs.advance(id, RunState.Event.MANIFEST_FROZEN);
    SqliteLedger ledger = runs.ledger(id, between.ledgerSettings(LedgerSettings.DEFAULT));
    // Whoever held a lease of this run held its lock, which is ours now.
    List<InFlight> inFlight = ledger.voidLeases();
    List<Uncertain> uncertain = Uncertain.of(inFlight, run, manifest, blast.audience(run), ledger);
    LocalWiring parts =
        new LocalWiring(
            run,
            queue,
            runs,
            ledger,
            blast::audience,
            channels,
            between,
            blast.environment(),
            clock);
    Watch watch =
        new Watch(run, manifest, ledger, ledger.endings(), runs.control(), runs.log(), clock);
    if (!inFlight.isEmpty()) {
      String died = "its process had died; " + inFlight.size() + " envelopes were in flight";
      runs.log().add(id, new RunEvent(clock.instant(), "resume", died));
    }
    ProgressFiles.Writer progress = new ProgressFiles.Writer(runs.folder(id), clock);
    Outages outages = new Outages(id, runs.log());
    EmbeddedRun embedded =
        new EmbeddedRun(
            id,
            manifest,
            runs,
            ledger,
            watch,
            parts,
            seen -> {
              List<Hindrance> hindrances = parts.hindrances();
              progress.tell(seen, hindrances);
              outages.tell(clock.instant(), hindrances);
            });
    StagedCounts staged = manifest.counts();
    long open = Tally.of(staged, ledger.outcomes(id)).open();
    return new LiveRun(run, staged, open, lock, ledger, uncertain, parts, embedded);
  }

  public Run run() {
    return run;
  }

  /** What staging counted. */
  public StagedCounts staged() {
    return staged;
  }

  /** Recipients that were open when this process took the run. */
  public long openAtFirst() {
    return openAtFirst;
  }

  /** What went wrong so far without stopping the run, in sentences for the operator. */
  public List<String> troubles() {
    return parts.troubles();
  }

  /** Why the run is not faster, as it is now; empty when nothing is in the way. */
  public List<Hindrance> hindrances() {
    return parts.hindrances();
  }

  /** Dead letters of the run's queues that are on record, of earlier processes too. */
  public long deadLetters() {
    AtomicLong count = new AtomicLong();
    ledger.deadLetters().each(letter -> count.incrementAndGet());
    return count.get();
  }

  /** Envelopes that an earlier process held when it ended, in the order of the audience. */
  public List<Uncertain> uncertain() {
    return uncertain;
  }

  public EmbeddedRun embedded() {
    return embedded;
  }

  @Override
  public void close() {
    try (lock;
        ledger) {
      parts.close();
    }
  }
}
