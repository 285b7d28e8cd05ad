package dev.blast.local;

import dev.blast.campaign.Throttle;
import dev.blast.dashboard.Views;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Tally;
import dev.blast.report.Facts;
import dev.blast.report.NotSent;
import dev.blast.run.Control;
import dev.blast.run.Pause;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.site.LocalSite;
import dev.blast.stage.AudienceChanged;
import dev.blast.stage.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The runs of a data folder, whoever works on them: this process, another, or nobody. Thread-safe.
 */
public final class LocalViews implements Views {

  /** Twice a second it says something; a machine that is very busy may take its time. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  /** So many runs are listed. */
  private static final int MOST_RUNS = 200;

  private final LocalBlast local;
  private final WaitingFiles waiting;
  private final InstantSource clock;
  private final Map<RunId, Manifest> manifests = new ConcurrentHashMap<>();
  private final Map<RunId, Line> over = new ConcurrentHashMap<>();

  /**
   * @param data the folder that runs are kept in
   */
  public LocalViews(LocalBlast local, Path data, InstantSource clock) {
    this.local = local;
    this.waiting = new WaitingFiles(data);
    this.clock = clock;
  }

  @Override
  public List<Line> runs() {
    return local.runs().all().stream().limit(MOST_RUNS).map(this::line).toList();
  }

  /** A run that is over and that nobody works on is the same at every look. */
  private Line line(RunId id) {
    RunState state = local.runs().state(id).orElse(RunState.OPENED);
    Line known = over.get(id);
    if (known != null && known.state() == state) {
      return known;
    }
    boolean live = local.runs().isLive(id);
    Line line = new Line(id, state, live, control(id), tally(id, reasons(id)));
    if (state.isFinal() && !live) {
      over.put(id, line);
    } else {
      over.remove(id);
    }
    return line;
  }

  @Override
  public List<Waiting> waiting() {
    return waiting.all();
  }

  @Override
  public Optional<View> run(RunId id) {
    return local.runs().find(id).map(this::view);
  }

  private View view(Run run) {
    RunId id = run.id();
    RunState state = local.runs().state(id).orElse(RunState.OPENED);
    Control control = control(id);
    boolean live = local.runs().isLive(id);
    List<ReasonCount> reasons = reasons(id);
    Optional<Tally> tally = tally(id, reasons);
    Throttle throttle = control.throttle().orElse(run.campaign().throttle());
    return new View(
        id,
        run.campaign().name(),
        run.campaign().message().channel().provider(),
        state,
        live,
        control,
        control.deadline().orElse(run.deadline()),
        throttle,
        tally,
        reasons,
        local.runs().log().of(id),
        why(id, state, live, control),
        state == RunState.CLOSED ? lastChange(id) : Optional.empty());
  }

  private Control control(RunId id) {
    return local.runs().control().of(id);
  }

  private List<ReasonCount> reasons(RunId id) {
    return manifest(id).isPresent() ? local.runs().facts(id).reasons(id) : List.of();
  }

  private Optional<Tally> tally(RunId id, List<ReasonCount> reasons) {
    return manifest(id).map(manifest -> Tally.of(manifest.counts(), ReasonCount.outcomes(reasons)));
  }

  /** Frozen, so it is read once. */
  private Optional<Manifest> manifest(RunId id) {
    Manifest known = manifests.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Manifest> read = local.runs().manifest(id);
    read.ifPresent(manifest -> manifests.put(id, manifest));
    return read;
  }

  private Optional<Instant> lastChange(RunId id) {
    try {
      Path state = local.runs().folder(id).state();
      return Optional.of(Files.getLastModifiedTime(state).toInstant());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private List<String> why(RunId id, RunState state, boolean live, Control control) {
    if (state.isFinal()) {
      return List.of();
    }
    if (!live) {
      return List.of(
          control.pause().map(Pause::words).map(words -> words + "; and n").orElse("N")
              + "obody works on it: its process was stopped or ended. blast resume "
              + id);
    }
    if (state == RunState.OPENED) {
      return List.of("the audience is being read; nobody is sent to before that is done");
    }
    return ProgressFiles.now(local.runs().folder(id)).map(this::why).orElse(List.of());
  }

  private List<String> why(ProgressFiles.Now said) {
    List<String> why = new ArrayList<>();
    Duration silent = Duration.between(said.at(), clock.instant());
    if (silent.compareTo(SILENCE) > 0) {
      why.add("its process has said nothing for " + silent.toSeconds() + " seconds");
    }
    said.standstill().ifPresent(why::add);
    why.addAll(said.hindrances());
    return why;
  }

  @Override
  public List<Point> history(RunId id) {
    return local.runs().find(id).isPresent()
        ? ProgressFiles.points(local.runs().folder(id))
        : List.of();
  }

  @Override
  public List<Sampled> samples(RunId id) {
    if (manifest(id).isEmpty()) {
      return List.of();
    }
    List<NotSent.Group> groups = LocalSite.of(local).books().notSent(id);
    List<NotSent.Sample> samples =
        groups.stream().flatMap(group -> group.samples().stream()).toList();
    List<String> ids = new ArrayList<>(ids(id, samples));
    return groups.stream()
        .map(
            group ->
                new Sampled(
                    group.outcome(),
                    group.code(),
                    group.count(),
                    group.samples().stream()
                        .map(each -> new Sample(ids.removeFirst(), each.reason()))
                        .toList()))
        .toList();
  }

  /** The ledger counts; names are the audience's, which may be gone or changed by now. */
  private List<String> ids(RunId id, List<NotSent.Sample> samples) {
    try {
      return LocalSite.of(local).books().ids(id, samples);
    } catch (AudienceChanged | UncheckedIOException unreadable) {
      return Collections.nCopies(samples.size(), "");
    }
  }

  @Override
  public List<Found> find(RunId id, String who) {
    Optional<Run> run = local.runs().find(id);
    Optional<Manifest> manifest = manifest(id);
    if (run.isEmpty() || manifest.isEmpty()) {
      return List.of();
    }
    Facts facts = local.runs().facts(id);
    return new RecipientSearch(run.get(), manifest.get(), local.audience(run.get()), facts)
        .find(who);
  }

  @Override
  public void report(RunId id, Optional<String> only, Writer out) {
    LocalSite.of(local).books().report(id, only, out);
  }
}
