package dev.blast.cli;

import dev.blast.outcome.Reach;
import dev.blast.outcome.Tally;
import dev.blast.run.Pause;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Says how far runs are. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Says how far a run is, in one balancing sentence.",
      "Without RUN: all runs in the data folder, or of the stack."
    })
final class StatusCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private DataFolder data;
  @Mixin private StackOptions stack;

  @Parameters(arity = "0..1", paramLabel = "RUN", description = "The run.")
  private @Nullable String run;

  @Option(names = "--json", description = "Print the facts as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    try (Site site = stack.site(data, blast.clock())) {
      return status(site);
    }
  }

  private int status(Site site) {
    String asked = run;
    if (asked != null) {
      RunId id = RunArgument.parse(asked, site);
      return json ? one(facts(id, site)) : one(id, site);
    }
    List<RunId> all = site.runs().all();
    if (json) {
      List<RunFacts> facts = all.stream().map(id -> facts(id, site)).toList();
      blast.terminal().json(Map.of("runs", facts));
      return facts.stream().mapToInt(StatusCommand::code).max().orElse(0);
    }
    if (all.isEmpty()) {
      blast.terminal().fact("No runs in " + site.name() + ".");
    }
    return all.stream().mapToInt(id -> one(id, site)).max().orElse(0);
  }

  private int one(RunFacts facts) {
    blast.terminal().json(facts);
    return code(facts);
  }

  /** A run that is not staged yet has no books. */
  private static int code(RunFacts facts) {
    return facts.balanced() || facts.rows().isEmpty()
        ? ExitCode.BALANCED.code()
        : ExitCode.DEPENDENCY_FAILED.code();
  }

  private static RunFacts facts(RunId id, Site site) {
    String state = site.runs().state(id).map(RunState::name).orElse("");
    return site.books()
        .tally(id)
        .map(tally -> RunFacts.of(id, state, tally, List.of()))
        .orElseGet(() -> new RunFacts(id.toString(), state, false, Map.of(), Map.of(), List.of()));
  }

  private int one(RunId id, Site site) {
    RunState state = site.runs().state(id).orElseThrow();
    Optional<Tally> tally = site.books().tally(id);
    blast.terminal().fact(id + "  " + words(id, state, tally, site));
    tally.ifPresent(known -> blast.terminal().fact("  " + known.sentence()));
    if (tally.isPresent() && !tally.get().balances()) {
      blast.terminal().note("THE BOOKS OF " + id + " DO NOT BALANCE.");
      return ExitCode.DEPENDENCY_FAILED.code();
    }
    return ExitCode.BALANCED.code();
  }

  private static String words(RunId id, RunState state, Optional<Tally> tally, Site site) {
    if (state.isFinal()) {
      return state == RunState.CLOSED
          ? tally.map(known -> state + "; " + Reach.of(known).words()).orElse(state.name())
          : state.name();
    }
    Optional<Pause> pause = site.control().of(id).pause();
    if (pause.isEmpty() && site.isLive(id)) {
      return state + ", under way";
    }
    return state
        + ", "
        + pause.map(Pause::words).orElse("interrupted")
        + ": "
        + site.command("resume", id);
  }
}
