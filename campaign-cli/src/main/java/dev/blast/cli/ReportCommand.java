package dev.blast.cli;

import dev.blast.dashboard.FrozenPage;
import dev.blast.report.Report;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.site.Site;
import dev.blast.site.SiteViews;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Writes what became of every row. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Writes what became of every row, as CSV.",
      "One row for each row of the audience, in its order: line, recipient id, outcome,",
      "reason, attempts, provider's id, time."
    })
final class ReportCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private DataFolder data;
  @Mixin private StackOptions stack;

  @Parameters(paramLabel = "RUN", description = "The run; 'blast status' lists them.")
  private String run;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write it (default: standard output).")
  private @Nullable Path out;

  @Option(
      names = "--only",
      paramLabel = "OUTCOME",
      description =
          "Only rows with this outcome: sent, rejected, expired, dead, unconfirmed, open, invalid, …")
  private @Nullable String only;

  @Option(
      names = "--reason",
      paramLabel = "CLASS",
      description = "Only rows with a reason of this class; 'blast dead RUN' lists them.")
  private @Nullable String reason;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = {
        "In place of the CSV, one HTML file to look at and to mail: the dashboard's page with the",
        "same figures, as they are now. Names a few recipients by their ids, nobody by address."
      })
  private @Nullable Path html;

  @Option(names = "--json", description = "Say where the report is as JSON; needs --out.")
  private boolean json;

  @Override
  public Integer call() {
    Optional<String> outcome = Optional.ofNullable(only);
    outcome.filter(word -> !Report.words().contains(word)).ifPresent(ReportCommand::refuse);
    if (json && out == null && html == null) {
      throw new BadInput("--json says where the report is; name it with --out FILE.");
    }
    if (html != null && (out != null || only != null || reason != null)) {
      throw new BadInput(
          "--html writes one page about everybody; leave out --out, --only and --reason.");
    }
    try (Site site = stack.site(data, blast.clock())) {
      return report(site, new Report.Only(outcome, Optional.ofNullable(reason)));
    }
  }

  private int report(Site site, Report.Only rows) {
    RunId id = RunArgument.parse(run, site);
    if (site.runs().manifest(id).isEmpty()) {
      throw new BadInput(
          site.runs().state(id).filter(RunState.CLOSED::equals).isPresent()
              ? "run " + id + " was closed so long ago that its books are forgotten."
              : "run " + id + " is not staged; there is nothing to report.");
    }
    Path page = html;
    if (page != null) {
      OutputFile file = OutputFile.at("--html", page, data.path());
      String text =
          new FrozenPage(new SiteViews(site, blast.clock()), blast.clock()).of(id).orElseThrow();
      file.write(to -> to.write(text.getBytes(StandardCharsets.UTF_8)));
      return written(id, page, site);
    }
    Path target = out;
    if (target == null) {
      site.books().report(id, rows, blast.terminal().out());
      if (blast.terminal().out().checkError()) {
        throw new UncheckedIOException(new IOException("standard output took only part of it"));
      }
      return ExitCode.BALANCED.code();
    }
    OutputFile.at("--out", target, data.path())
        .write(
            to -> {
              Writer writer = new OutputStreamWriter(to, StandardCharsets.UTF_8);
              site.books().report(id, rows, writer);
              writer.flush();
            });
    return written(id, target, site);
  }

  private int written(RunId id, Path target, Site site) {
    String headline = Headline.of(id, site);
    if (json) {
      blast
          .terminal()
          .json(Map.of("run", id.toString(), "report", target.toString(), "headline", headline));
    } else {
      blast.terminal().fact("Report of " + id + " in " + target);
      blast.terminal().fact(id + "  " + headline);
    }
    return ExitCode.BALANCED.code();
  }

  private static void refuse(String word) {
    throw new BadInput(
        "--only "
            + word
            + " is no outcome; take one of "
            + String.join(", ", Report.words())
            + ".");
  }
}
