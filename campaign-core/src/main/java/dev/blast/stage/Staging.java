package dev.blast.stage;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Audiences;
import dev.blast.audience.Layout;
import dev.blast.audience.LocalFile;
import dev.blast.audience.RecordScanner;
import dev.blast.audience.Revision;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.Duplicates;
import dev.blast.campaign.Problem;
import dev.blast.outcome.Exclusion;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one pass over the audience before dispatch: validates, filters, suppresses, de-duplicates, in
 * this order; counts, compares the counts with the campaign's limits, and cuts shards. Sends
 * nothing, so it is the dry run as well. Memory does not grow with the audience but for 20 bytes
 * per recipient for its id and as many for its address (see {@link HashSet64}). Thread-safe;
 * blocks, on one core.
 */
public final class Staging {

  /** Bytes of a shard, about. */
  public static final int SHARD_BYTES = 8 * 1024 * 1024;

  private static final String UNPACKED = "audience.csv";

  private final Audiences files;
  private final int shardBytes;
  private final long seed;

  /** Stages with shards of {@link #SHARD_BYTES}. */
  public Staging(Audiences files) {
    this(files, SHARD_BYTES);
  }

  /**
   * @param files finds the audience and the suppression lists
   * @param shardBytes a shard ends at the first record that ends at or after so many, 1..2³⁰
   */
  public Staging(Audiences files, int shardBytes) {
    // nobody who can choose ids shall be able to choose some that collide with another's
    this(files, shardBytes, new SecureRandom().nextLong());
  }

  Staging(Audiences files, int shardBytes, long seed) {
    this.files = files;
    this.shardBytes = shardBytes;
    this.seed = seed;
  }

  /** What came of staging. */
  public sealed interface Answer {

    /**
     * The audience can be sent to.
     *
     * @param audience the bytes that the manifest's positions are in
     * @param findings why rows are no recipients, with examples
     * @param blankLines empty lines after the header, which are no rows
     * @param suppressions what the campaign's lists held, in the campaign's order
     * @param notes what the operator should know although it stops nothing, a sentence each
     */
    record Staged(
        Manifest manifest,
        AudienceFile audience,
        List<Finding> findings,
        long blankLines,
        List<Revision> suppressions,
        List<String> notes)
        implements Answer {
      public Staged {
        findings = List.copyOf(findings);
        suppressions = List.copyOf(suppressions);
        notes = List.copyOf(notes);
      }
    }

    /** The audience cannot be used: at least one problem. */
    record Refused(List<Problem> problems) implements Answer {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /**
   * Stages the campaign's audience. A store that cannot be asked at the moment is no refusal but an
   * {@link java.io.UncheckedIOException}: staging may be tried again.
   *
   * @param folder where a compressed audience is unpacked to; not touched for others
   * @param rejects takes the rows that cannot be sent to; not closed
   */
  public Answer stage(Campaign campaign, Path folder, Rejects rejects) {
    return stage(campaign, () -> DiskCopy.at(folder.resolve(UNPACKED)), rejects);
  }

  /**
   * As {@link #stage(Campaign, Path, Rejects)}, with the unpacked audience kept elsewhere.
   *
   * @param copies asked for one when the audience is compressed
   */
  public Answer stage(Campaign campaign, WorkingCopy.Store copies, Rejects rejects) {
    List<Problem> problems = new ArrayList<>();
    PeopleHash people = new PeopleHash(campaign, seed);
    Suppressions suppressions = Suppressions.load(campaign, files, people, problems);
    AudienceFile source = files.at(campaign.audience().uri());
    ShardCutter shards = new ShardCutter();
    Order order = new Order(campaign, people, suppressions, shards, rejects, problems);
    try {
      return Unpacking.isCompressed(campaign.audience().uri())
          ? unpacked(order, source, copies)
          : order.stage(source, shards::bytes);
    } catch (IOException failed) {
      return refused(problems, Unpacking.problem(source.name(), failed));
    }
  }

  private static Answer unpacked(Order order, AudienceFile source, WorkingCopy.Store copies)
      throws IOException {
    try (WorkingCopy copy = copies.begin()) {
      Answer answer =
          order.stage(
              source,
              (bytes, from, to) -> {
                order.shards.bytes(bytes, from, to);
                copy.add(bytes, from, to);
              });
      return switch (answer) {
        case Answer.Refused refused -> refused;
        case Answer.Staged staged -> {
          WorkingCopy.Kept kept = copy.keep();
          yield new Answer.Staged(
              staged.manifest().in(kept),
              kept.file(),
              staged.findings(),
              staged.blankLines(),
              staged.suppressions(),
              staged.notes());
        }
      };
    }
  }

  /**
   * The bytes that a manifest of this campaign speaks of: the audience, or what staging unpacked of
   * it into the folder.
   */
  public static AudienceFile audience(Campaign campaign, Audiences files, Path folder) {
    String uri = campaign.audience().uri();
    return Unpacking.isCompressed(uri) ? new LocalFile(folder.resolve(UNPACKED)) : files.at(uri);
  }

  /**
   * The bytes that a manifest speaks of, for machines that did not stage it.
   *
   * @param files finds the audience, and the copy that was made of it if one was
   */
  public static AudienceFile audience(Campaign campaign, Manifest manifest, Audiences files) {
    return files.at(manifest.copy().isEmpty() ? campaign.audience().uri() : manifest.copy());
  }

  private static Answer refused(List<Problem> problems, Problem last) {
    List<Problem> all = new ArrayList<>(problems);
    all.add(last);
    return new Answer.Refused(all);
  }

  /** One call's things, once the audience's header is there. */
  private final class Order {

    private final Campaign campaign;
    private final PeopleHash people;
    private final Suppressions suppressions;
    private final ShardCutter shards;
    private final Rejects rejects;
    private final List<Problem> problems;

    Order(
        Campaign campaign,
        PeopleHash people,
        Suppressions suppressions,
        ShardCutter shards,
        Rejects rejects,
        List<Problem> problems) {
      this.campaign = campaign;
      this.people = people;
      this.suppressions = suppressions;
      this.shards = shards;
      this.rejects = rejects;
      this.problems = problems;
    }

    /**
     * @param tap given the text's bytes as they are read
     */
    Answer stage(AudienceFile source, RecordScanner.Tap tap) throws IOException {
      Delimiter delimiter = new Delimiter.Given(campaign.audience().delimiter(), "audience");
      return switch (CsvSource.open(source, delimiter, tap)) {
        case CsvSource.Opening.Unusable(Problem problem) -> refused(problems, problem);
        case CsvSource.Opening.Opened(CsvSource csv) -> {
          try (csv) {
            yield stage(csv, source);
          }
        }
      };
    }

    private Answer stage(CsvSource csv, AudienceFile frozen) throws IOException {
      return switch (Layout.bind(csv.header(), campaign)) {
        case Layout.Binding.Unbound(List<Problem> unbound) -> {
          problems.addAll(unbound);
          yield new Answer.Refused(problems);
        }
        case Layout.Binding.Bound(Layout layout) ->
            problems.isEmpty() ? stage(csv, layout, frozen) : new Answer.Refused(problems);
      };
    }

    private Answer stage(CsvSource csv, Layout layout, AudienceFile frozen) throws IOException {
      boolean addressOnce = campaign.audience().addresses().unique();
      StagingPass pass =
          new StagingPass(csv, layout, suppressions, shards, rejects, people, addressOnce);
      long endless = pass.run(shardBytes);
      String file = csv.header().file();
      if (endless > 0) {
        return refused(
            problems,
            new Problem(
                file, (int) endless, 0, "a line of more than 16 MiB", "a CSV", "export it again"));
      }
      Optional<Problem> changed = csv.changed();
      if (changed.isPresent()) {
        return refused(problems, changed.get());
      }
      if (pass.rows() == 0) {
        return refused(
            problems, Problem.of(file, "a header and no row", "recipients", "export it again"));
      }
      Optional<Problem> earlierEncoding = pass.earlierEncoding();
      if (earlierEncoding.isPresent()) {
        return refused(problems, earlierEncoding.get());
      }
      List<Finding> findings = pass.findings().all();
      List<String> missing = pass.missingFilterValues();
      new LimitCheck(campaign.audience().limits(), file, pass.counts(), findings, missing)
          .problem()
          .ifPresent(problems::add);
      if (campaign.duplicates() == Duplicates.REFUSE) {
        findings.stream()
            .filter(finding -> finding.exclusion() == Exclusion.DUPLICATE)
            .forEach(finding -> problems.add(duplicates(file, finding)));
      }
      return problems.isEmpty()
          ? new Answer.Staged(
              pass.manifest(csv.revision().tag(), campaign),
              frozen,
              findings,
              pass.blankLines(),
              suppressions.revisions(),
              notes(csv, missing))
          : new Answer.Refused(problems);
    }

    private List<String> notes(CsvSource csv, List<String> missing) {
      List<String> notes = new ArrayList<>(suppressions.notes());
      csv.cutShort().ifPresent(notes::add);
      notes.addAll(missing);
      return notes;
    }

    private Problem duplicates(String file, Finding repeated) {
      return new Problem(
          file,
          (int) repeated.examples().getFirst().line(),
          0,
          repeated.count() + " rows whose recipient id occurred before",
          "each id once, as the campaign asks",
          "remove them, or let the campaign send to the first of them");
    }
  }
}
