package dev.blast.cli;

import dev.blast.cli.Scheduling.Verb;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Puts another version of a campaign, or another instant, in place of the scheduled one. */
@Command(
    name = "reschedule",
    mixinStandardHelpOptions = true,
    description = {
      "Puts this campaign, its audience and its schedule in place of what a stack has",
      "scheduled under its id: all of it, or nothing. Runs that fired are not concerned."
    })
final class RescheduleCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private Scheduling scheduling;

  @Override
  public Integer call() {
    return scheduling.call(blast, Verb.REPLACE);
  }
}
