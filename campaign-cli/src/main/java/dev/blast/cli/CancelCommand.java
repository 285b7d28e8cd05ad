package dev.blast.cli;

import dev.blast.local.LocalBlast;
import dev.blast.local.Operation;
import dev.blast.outcome.Ending;
import dev.blast.outcome.Tally;
import dev.blast.report.Audit;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
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

  @ParentCommand private Blast blast;
  @Mixin private DataFolder data;

  @Parameters(paramLabel = "RUN", description = "The run; 'blast status' lists them.")
  private String run;

  @Option(names = "--json", description = "Print the facts as one JSON object at the end.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    LocalBlast local = new LocalBlast(data.path(), blast.clock());
    RunId id = RunArgument.unfinished(run, local, "nobody is left to cancel");
    Operation operation = new Operation(local, blast.clock(), Operation.operator(), id);
    return end(operation, operation.cancel()).code();
  }

  private ExitCode end(Operation operation, Ending ending) throws InterruptedException {
    RunId id = operation.run();
    LocalBlast local = operation.local();
    Instant patience = blast.clock().instant().plus(PATIENCE);
    while (blast.clock().instant().isBefore(patience)) {
      if (local.runs().state(id).orElseThrow().isFinal()) {
        return ended(id, local);
      }
      if (!local.runs().isLive(id)) {
        return endNow(operation, ending);
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
    blast.terminal().note("Attempts are still in flight; the run closes when they have ended.");
    blast.terminal().note("Look again with: blast status " + id);
    return ExitCode.LEFT_OVER;
  }

  /** Nobody works on it. */
  private ExitCode endNow(Operation operation, Ending ending) {
    RunId id = operation.run();
    LocalBlast local = operation.local();
    Optional<Audit.Answer> audited = operation.endNow(ending);
    if (audited.isEmpty()) {
      return ended(id, local);
    }
    return switch (audited.get()) {
      case Audit.Answer.Balanced balanced -> ended(id, local);
      case Audit.Answer.StillOpen open -> unbalanced(id, List.of(open.tally().sentence()));
      case Audit.Answer.Unbalanced(List<String> errors) -> unbalanced(id, errors);
    };
  }

  private ExitCode ended(RunId id, LocalBlast local) {
    RunState state = local.runs().state(id).orElseThrow();
    Optional<Tally> staged = local.tally(id);
    if (staged.isEmpty()) {
      blast.terminal().fact(id + "  " + state + ". Nothing was sent.");
      return ExitCode.BALANCED;
    }
    Tally tally = staged.get();
    if (json) {
      blast.terminal().json(RunFacts.of(id, state.name(), tally, List.of()));
    } else {
      blast.terminal().fact(tally.sentence());
      blast.terminal().fact("Cancelled and CLOSED. The books balance.");
      blast.terminal().fact("Report: blast report " + id);
    }
    return ExitCode.BALANCED;
  }

  private ExitCode unbalanced(RunId id, List<String> errors) {
    blast.terminal().note("THE BOOKS DO NOT BALANCE. " + id + " is not closed.");
    errors.forEach(error -> blast.terminal().note("  " + error));
    return ExitCode.DEPENDENCY_FAILED;
  }
}
