package dev.blast.cli;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignNotes;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Checks a campaign file. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a campaign file; names every problem at once.",
      "Reads the campaign file only; 'blast stage' looks at the audience too."
    })
final class ValidateCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private CampaignParameter campaign;

  @Option(names = "--json", description = "Print the facts as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    CampaignFile file = campaign.readDue(blast.clock().instant());
    if (json) {
      blast.terminal().json(Map.of("campaign", file.campaign().id(), "valid", true));
    } else {
      blast.terminal().fact(campaign.path() + " is a valid campaign: " + file.campaign().name());
      new CampaignSummary(file, blast.clock().instant()).lines().forEach(blast.terminal()::fact);
      new Notes(blast.terminal()).say(CampaignNotes.of(file, campaign.name()));
    }
    return ExitCode.BALANCED.code();
  }
}
