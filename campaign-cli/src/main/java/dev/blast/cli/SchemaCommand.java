package dev.blast.cli;

import dev.blast.campaign.CampaignSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Prints the JSON Schema of campaign files. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the JSON Schema of campaign files, for editors.",
      "Save it, and begin a campaign file with",
      "  # yaml-language-server: $schema=campaign.schema.json"
    })
final class SchemaCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;

  @Override
  public Integer call() {
    blast.terminal().fact(CampaignSchema.text().strip());
    return ExitCode.BALANCED.code();
  }
}
