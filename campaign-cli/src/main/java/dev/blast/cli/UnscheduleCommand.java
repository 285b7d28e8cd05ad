package dev.blast.cli;

import dev.blast.site.StackSite;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Takes a campaign's schedule back. */
@Command(
    name = "unschedule",
    mixinStandardHelpOptions = true,
    description = {
      "Takes a campaign's schedule back: it does not fire any more.",
      "Runs that fired go on; 'blast cancel' ends one."
    })
final class UnscheduleCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private StackOptions stack;

  @Parameters(paramLabel = "CAMPAIGN", description = "Its id; 'blast schedules' lists them.")
  private String campaign;

  @Option(names = "--json", description = "Print the facts as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    try (StackSite site = stack.stack(blast.clock())) {
      if (!site.campaigns().delete(campaign)) {
        throw Scheduling.notScheduled(campaign, site);
      }
      if (json) {
        blast.terminal().json(Map.of("campaign", campaign, "scheduled", false));
      } else {
        blast.terminal().fact(campaign + "  does not fire any more; runs that fired go on");
      }
      // It may have fired while this was typed: whoever takes it back wants to know.
      new ScheduleGuard(site, false, false)
          .underWay(campaign)
          .forEach(note -> blast.terminal().note("Note: " + note));
    }
    return ExitCode.BALANCED.code();
  }
}
