package dev.blast.site;

import dev.blast.dashboard.Views;
import dev.blast.outcome.Reach;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Tally;
import dev.blast.report.NotSent;
import dev.blast.report.Point;
import dev.blast.report.RecipientSearch;
import dev.blast.report.Report;
import dev.blast.run.Control;
import dev.blast.run.Pause;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.run.Waiting;
import dev.blast.stage.Manifest;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The runs of a site, whoever works on them: this process, another, functions, or nobody. */
public final class SiteViews implements Views {

  /** So many runs are listed. */
  private static final int MOST_RUNS = 200;

  /** A run that is over changes only by a redrive; its state says that it is under way again. */
  private static final Duration REST = Duration.ofMinutes(1);

  /** What was just read for its page is good enough for the list. */
  private static final Duration A_MOMENT = Duration.ofSeconds(2);

  private final Site site;
  private final InstantSource clock;
  private final Map<RunId, Manifest> manifests = new ConcurrentHashMap<>();
  private final Map<RunId, Glimpse> glimpses = new ConcurrentHashMap<>();
  private final Map<RunId, Course> courses = new ConcurrentHashMap<>();

  public SiteViews(Site site, InstantSource clock) {
    this.site = site;
    this.clock = clock;
  }

  /**
   * What was seen of a run.
   *
   * @param changed when its state changed last before it was looked at, where that is kept
   * @param view empty where only the line of a list was asked for
   */
  private record Glimpse(Instant at, Optional<Instant> changed, Line line, Optional<View> view) {

    boolean rests() {
      return line.state().isFinal() && !line.live();
    }

    boolean holds(RunState state, boolean live, Optional<Instant> lastChange, Instant now) {
      return line.state() == state
          && line.live() == live
          // A redrive may begin and end between two looks.
          && changed.equals(lastChange)
          && now.isBefore(at.plus(rests() ? REST : A_MOMENT));
    }
  }

  @Override
  public Listed runs() {
    List<RunId> all = site.runs().all();
    List<Line> lines = all.stream().limit(MOST_RUNS).map(this::line).toList();
    return new Listed(lines, Math.max(0, all.size() - MOST_RUNS));
  }

  /** One run that cannot be read hides no other. */
  private Line line(RunId id) {
    try {
      return read(id);
    } catch (RuntimeException unreadable) {
      return new Line(
          id,
          RunState.OPENED,
          false,
          Control.NONE,
          Optional.empty(),
          String.valueOf(unreadable.getMessage()));
    }
  }

  private Line read(RunId id) {
    Instant now = clock.instant();
    Glimpse known = glimpses.get(id);
    if (known != null && known.rests() && now.isBefore(known.at().plus(site.restsUnseen()))) {
      return known.line();
    }
    Optional<Instant> changed = site.lastChange(id);
    RunState state = state(id);
    boolean live = site.isLive(id);
    if (known != null && known.holds(state, live, changed, now)) {
      return known.line();
    }
    Line line = new Line(id, state, live, control(id), tally(id, reasons(id)), "");
    glimpses.put(id, new Glimpse(now, changed, line, Optional.empty()));
    return line;
  }

  @Override
  public List<Waiting> waiting() {
    return site.waiting();
  }

  @Override
  public Optional<View> run(RunId id) {
    return site.runs().find(id).map(this::look);
  }

  private View look(Run run) {
    RunId id = run.id();
    Optional<Instant> changed = site.lastChange(id);
    RunState state = state(id);
    boolean live = site.isLive(id);
    Instant now = clock.instant();
    Glimpse known = glimpses.get(id);
    if (known != null && known.rests() && known.holds(state, live, changed, now)) {
      Optional<View> seen = known.view();
      if (seen.isPresent()) {
        return seen.get();
      }
    }
    View view = view(run, state, live);
    view.tally().ifPresent(tally -> course(id).add(tally, now));
    Line line = new Line(id, state, live, view.control(), view.tally(), "");
    glimpses.put(id, new Glimpse(now, changed, line, Optional.of(view)));
    return view;
  }

  private View view(Run run, RunState state, boolean live) {
    RunId id = run.id();
    Control control = control(id);
    List<ReasonCount> reasons = reasons(id);
    Optional<Tally> tally = tally(id, reasons);
    boolean closed = state == RunState.CLOSED;
    return new View(
        id,
        run.campaign().name(),
        run.campaign().message().channel().provider(),
        state,
        live,
        control,
        control.deadline().orElse(run.deadline()),
        control.throttle().orElse(run.campaign().throttle()),
        tally,
        reasons,
        site.log().of(id),
        why(id, state, live, control),
        closed ? site.lastChange(id) : Optional.empty(),
        closed ? tally.flatMap(counts -> reach(id, counts)) : Optional.empty(),
        run.campaign().safety().notSent());
  }

  private Optional<Reach> reach(RunId id, Tally tally) {
    return manifest(id).map(manifest -> Reach.of(tally, manifest.counts()));
  }

  private RunState state(RunId id) {
    return site.runs().state(id).orElse(RunState.OPENED);
  }

  private Control control(RunId id) {
    return site.control().of(id);
  }

  private List<ReasonCount> reasons(RunId id) {
    return manifest(id).isPresent() ? site.facts(id).reasons(id) : List.of();
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
    Optional<Manifest> read = site.runs().manifest(id);
    read.ifPresent(manifest -> manifests.put(id, manifest));
    return read;
  }

  private List<String> why(RunId id, RunState state, boolean live, Control control) {
    if (state.isFinal()) {
      return List.of();
    }
    if (!live) {
      String paused = control.pause().map(Pause::words).map(words -> words + "; ").orElse("");
      return List.of(
          paused
              + "nobody works on it, as what did was stopped or ended: "
              + site.command("resume", id));
    }
    if (state == RunState.OPENED) {
      return List.of("the audience is being read; nobody is sent to before that is done");
    }
    return site.hindrances(id);
  }

  /** What the run itself kept; otherwise what was seen here. */
  @Override
  public List<Point> history(RunId id) {
    if (site.runs().find(id).isEmpty()) {
      return List.of();
    }
    List<Point> kept = site.history(id);
    return kept.isEmpty() ? course(id).points() : kept;
  }

  private Course course(RunId id) {
    return courses.computeIfAbsent(id, first -> new Course());
  }

  @Override
  public List<NotSent.Named> samples(RunId id) {
    return manifest(id).isEmpty() ? List.of() : site.books().named(id, why -> {});
  }

  @Override
  public List<RecipientSearch.Found> find(RunId id, String who) {
    Optional<Run> run = site.runs().find(id);
    Optional<Manifest> manifest = manifest(id);
    if (run.isEmpty() || manifest.isEmpty()) {
      return List.of();
    }
    return new RecipientSearch(run.get(), manifest.get(), site.audience(run.get()), site.facts(id))
        .find(who);
  }

  @Override
  public void report(RunId id, Report.Only only, Writer out) {
    site.books().report(id, only, out);
  }
}
