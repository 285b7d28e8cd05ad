package dev.blast.cli;

import dev.blast.cli.Scheduling.Verb;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Has a stack fire a campaign by itself. */
@Command(
    name = "schedule",
    mixinStandardHelpOptions = true,
    description = {
      "Has a stack on AWS fire a campaign by itself, at its schedule.",
      "Checks it, reads its audience here and shows the counts; then uploads the campaign,",
      "its audience and its suppression lists, and creates the schedule.",
      "What was staged is taken when it fires, unless a file changed since."
    })
final class ScheduleCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private Scheduling scheduling;

  @Override
  public Integer call() {
    return scheduling.call(blast, Verb.CREATE);
  }
}
