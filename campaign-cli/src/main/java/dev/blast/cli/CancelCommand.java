package dev.blast.cli;

import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reach;
import dev.blast.outcome.Tally;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.site.LocalSite;
import dev.blast.site.Operation;
import dev.blast.site.Site;
import dev.blast.site.StackSite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Ends a run for everybody who is still open. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = {
      "Ends a run: everybody who is still open is recorded as cancelled, and is never sent to.",
      "What is in flight is finished; no attempt begins two seconds later.",
      "This cannot be taken back."
    })
final class CancelCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /** A watch that has just been made is called within a minute, and looks every second. */
  private static final Duration PATIENCE_OF_A_STACK = Duration.ofMinutes(2);

  /** Each look is some requests. */
  private static final Duration BETWEEN_LOOKS_AT_A_STACK = Duration.ofMillis(500);

  @ParentCommand private Blast blast;
  @Mixin private DataFolder data;
  @Mixin private StackOptions stack;

  @Parameters(paramLabel = "RUN", description = "The run; 'blast status' lists them.")
  private String run;

  @Option(names = "--json", description = "Print the facts as one JSON object at the end.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    try (Site site = stack.site(data, blast.clock())) {
      return cancel(site).code();
    }
  }

  private ExitCode cancel(Site site) throws InterruptedException {
    RunId id = RunArgument.parse(run, site);
    Instant asked = Operation.of(site, id, blast.clock()).cancel();
    Ending ending = Ending.cancelled(asked);
    List<String> errors = site.end(id, ending);
    Instant patience = blast.clock().instant().plus(patience(site));
    while (errors.isEmpty() && !isOver(id, site)) {
      if (blast.clock().instant().isAfter(patience)) {
        blast.terminal().note("Attempts are still in flight; the run closes when they have ended.");
        blast.terminal().note("Look again with: " + site.command("status", id));
        return ExitCode.LEFT_OVER;
      }
      Thread.sleep(between(site));
      if (!site.isLive(id) && !isOver(id, site)) {
        errors = site.end(id, ending);
      }
    }
    return errors.isEmpty() ? ended(id, site) : unbalanced(id, errors);
  }

  private static Duration patience(Site site) {
    return switch (site) {
      case LocalSite here -> PATIENCE;
      case StackSite there -> PATIENCE_OF_A_STACK;
    };
  }

  private static Duration between(Site site) {
    return switch (site) {
      case LocalSite here -> BETWEEN_LOOKS;
      case StackSite there -> BETWEEN_LOOKS_AT_A_STACK;
    };
  }

  private static boolean isOver(RunId id, Site site) {
    return site.runs().state(id).orElseThrow().isFinal();
  }

  private ExitCode ended(RunId id, Site site) {
    RunState state = site.runs().state(id).orElseThrow();
    Optional<Tally> staged = site.books().tally(id);
    if (staged.isEmpty()) {
      blast.terminal().fact(id + "  " + state + ". Nothing was sent.");
      return ExitCode.BALANCED;
    }
    Tally tally = staged.get();
    if (json) {
      blast.terminal().json(RunFacts.of(id, state.name(), tally, List.of()));
    } else {
      blast.terminal().fact(tally.sentence());
      blast
          .terminal()
          .fact("Cancelled and CLOSED; " + Reach.of(tally).words() + ". The books balance.");
      blast.terminal().fact("Report: " + site.command("report", id));
    }
    return code(id, tally, site);
  }

  /**
   * Those whom the operator cancelled just now are as asked; of the others the rule is the run's.
   */
  private static ExitCode code(RunId id, Tally tally, Site site) {
    Reach reach =
        Reach.of(tally, site.runs().manifest(id).orElseThrow().counts())
            .without(tally.count(Outcome.CANCELLED));
    return reach.recipients() == 0
        ? ExitCode.BALANCED
        : ExitCode.of(
            reach.grade(site.runs().find(id).orElseThrow().campaign().safety().notSent()));
  }

  private ExitCode unbalanced(RunId id, List<String> errors) {
    blast.terminal().note("THE BOOKS DO NOT BALANCE. " + id + " is not closed.");
    errors.forEach(error -> blast.terminal().note("  " + error));
    return ExitCode.DEPENDENCY_FAILED;
  }
}
