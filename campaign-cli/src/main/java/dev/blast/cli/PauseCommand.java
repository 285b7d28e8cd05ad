package dev.blast.cli;

import dev.blast.local.LocalBlast;
import dev.blast.local.Operation;
import dev.blast.run.RunId;
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

  @Parameters(paramLabel = "RUN", description = "The run; 'blast status' lists them.")
  private String run;

  @Option(names = "--why", paramLabel = "TEXT", description = "Kept with the run, for others.")
  private String why = "";

  @Override
  public Integer call() {
    LocalBlast local = new LocalBlast(data.path(), blast.clock());
    RunId id = RunArgument.unfinished(run, local, "nobody is left to be sent to");
    new Operation(local, blast.clock(), Operation.operator(), id).pause(why);
    String when = local.runs().isLive(id) ? "within two seconds" : "when it goes on";
    blast.terminal().fact(id + "  paused " + when + "; go on with: blast resume " + id);
    return ExitCode.BALANCED.code();
  }
}
