package dev.blast.cli;

import dev.blast.run.Control;
import dev.blast.run.Pause;
import dev.blast.run.RunId;
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
    RunId id = RunArgument.unfinished(run, site, "nobody is left to be sent to");
    Operation operation = new Operation(blast, site, id);
    Pause pause = new Pause(Pause.By.OPERATOR, why.strip(), blast.clock().instant());
    Control before = operation.asked();
    if (before.pause().isPresent()) {
      throw new BadInput("run " + id + " is paused already; go on with: blast resume " + id);
    }
    operation.change(
        asked -> asked.paused(pause), "paused" + (pause.why().isEmpty() ? "" : ": " + pause.why()));
    String when = site.isLive(id) ? "within two seconds" : "when it goes on";
    blast.terminal().fact(id + "  paused " + when + "; go on with: blast resume " + id);
    return ExitCode.BALANCED.code();
  }
}
