package dev.blast.cli;

import dev.blast.run.RunId;
import dev.blast.site.Operation;
import dev.blast.site.Site;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Makes a run stand still. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a run stand still within two seconds: nobody is released, nobody is attempted.",
      "What is in flight is finished. Nothing is lost, however long the pause;",
      "'blast resume' goes on. Who is open at the deadline expires, paused or not."
    })
final class PauseCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private DataFolder data;
  @Mixin private StackOptions stack;

  @Parameters(paramLabel = "RUN", description = "The run; 'blast status' lists them.")
  private String run;

  @Option(names = "--why", paramLabel = "TEXT", description = "Kept with the run, for others.")
  private String why = "";

  @Override
  public Integer call() {
    try (Site site = stack.site(data, blast.clock())) {
      return pause(site);
    }
  }

  private int pause(Site site) {
    RunId id = RunArgument.parse(run, site);
    Operation operation = Operation.of(site, id, blast.clock());
    operation.pause(why);
    blast
        .terminal()
        .fact(id + "  paused " + operation.when() + "; go on with: " + site.command("resume", id));
    return ExitCode.BALANCED.code();
  }
}
