package dev.blast.site;

import dev.blast.campaign.Problem;
import dev.blast.outcome.Tally;
import dev.blast.report.NotSent;
import dev.blast.report.Report;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.stage.AudienceChanged;
import dev.blast.stage.Freeze;
import dev.blast.stage.Manifest;
import dev.blast.stage.ShardRows;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the records of a site say about its runs: the same sentences wherever they are kept. */
public final class Books {

  private final Site site;

  Books(Site site) {
    this.site = site;
  }

  /**
   * The tally of a staged run, also while others work on it; empty before staging, and when it was
   * closed so long ago that the site has forgotten its outcomes.
   */
  public Optional<Tally> tally(RunId id) {
    return site.runs()
        .manifest(id)
        .map(manifest -> Tally.of(manifest.counts(), site.facts(id).outcomes(id)))
        .filter(tally -> !isForgotten(id, tally));
  }

  /** Nobody was open in it when it was closed. */
  private boolean isForgotten(RunId id, Tally tally) {
    return tally.open() > 0
        && site.mayHaveForgotten(id)
        && site.runs().state(id).filter(state -> state == RunState.CLOSED).isPresent();
  }

  /**
   * What is different from what was staged; empty when the audience is still the same. Reads a file
   * on disk as a whole.
   */
  public Optional<Problem> verify(Run run, Manifest manifest) {
    return Freeze.verify(manifest, site.audience(run));
  }

  /**
   * Who of a staged run was not sent to, in classes.
   *
   * @throws IllegalStateException when it is not staged
   */
  public List<NotSent.Group> notSent(RunId id) {
    return NotSent.of(id, staged(id), site.facts(id));
  }

  /**
   * {@link #notSent}, and who the samples are.
   *
   * @param unnamed told why nobody can be named, where the audience is gone or changed by now: the
   *     ledger counts, names are the audience's
   */
  public List<NotSent.Named> named(RunId id, Consumer<String> unnamed) {
    List<NotSent.Group> groups = notSent(id);
    List<NotSent.Sample> samples =
        groups.stream().flatMap(group -> group.samples().stream()).toList();
    Iterator<String> ids = ids(id, samples, unnamed).iterator();
    return groups.stream()
        .map(
            group ->
                new NotSent.Named(
                    group, group.samples().stream().map(sample -> ids.next()).toList()))
        .toList();
  }

  private List<String> ids(RunId id, List<NotSent.Sample> samples, Consumer<String> unnamed) {
    Manifest manifest = staged(id);
    try {
      return SampleIds.of(samples, manifest, rows(id, manifest));
    } catch (AudienceChanged changed) {
      unnamed.accept(changed.problem().toString());
    } catch (UncheckedIOException unreadable) {
      unnamed.accept(String.valueOf(unreadable.getMessage()));
    }
    return Collections.nCopies(samples.size(), "");
  }

  /**
   * Writes the report of a staged run.
   *
   * @throws IllegalStateException when it is not staged
   */
  public void report(RunId id, Report.Only only, Writer out) {
    Manifest manifest = staged(id);
    new Report(rows(id, manifest), site.facts(id)).write(id, manifest, only, out);
  }

  private ShardRows rows(RunId id, Manifest manifest) {
    Run run = site.runs().find(id).orElseThrow();
    return new ShardRows(run.campaign(), manifest, site.audience(run));
  }

  private Manifest staged(RunId id) {
    return site.runs()
        .manifest(id)
        .orElseThrow(() -> new IllegalStateException(id + " is not staged, or forgotten"));
  }
}
