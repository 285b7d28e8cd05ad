package dev.blast.cli;

import dev.blast.report.Report;
import dev.blast.run.RunId;
import dev.blast.site.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

  @Option(names = "--json", description = "Say where the report is as JSON; needs --out.")
  private boolean json;

  @Override
  public Integer call() {
    Optional<String> outcome = Optional.ofNullable(only);
    outcome.filter(word -> !Report.words().contains(word)).ifPresent(ReportCommand::refuse);
    if (json && out == null) {
      throw new BadInput("--json says where the report is; name it with --out FILE.");
    }
    try (Site site = stack.site(data, blast.clock())) {
      return report(site, outcome);
    }
  }

  private int report(Site site, Optional<String> outcome) {
    RunId id = RunArgument.parse(run, site);
    if (site.runs().manifest(id).isEmpty()) {
      throw new BadInput("run " + id + " is not staged; there is nothing to report.");
    }
    Path target = out;
    if (target == null) {
      site.books().report(id, outcome, blast.terminal().out());
      if (blast.terminal().out().checkError()) {
        throw new UncheckedIOException(new IOException("standard output took only part of it"));
      }
      return ExitCode.BALANCED.code();
    }
    write(site, id, outcome, target);
    if (json) {
      blast.terminal().json(Map.of("run", id.toString(), "report", target.toString()));
    } else {
      blast.terminal().fact("Report of " + id + " in " + target);
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

  private static void write(Site site, RunId id, Optional<String> outcome, Path target) {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      try (Writer writer = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
        site.books().report(id, outcome, writer);
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new UncheckedIOException(target + " cannot be written: " + failed, failed);
    }
  }
}
