package dev.blast.cli;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignNotes;
import dev.blast.schedule.When;
import dev.blast.site.StackSite;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
      "Reads the campaign file only; 'blast stage' looks at the audience too.",
      "With --stack it looks too whether that stack can deliver the campaign."
    })
final class ValidateCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private CampaignParameter campaign;
  @Mixin private StackOptions stack;

  @Option(names = "--json", description = "Print the facts as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    CampaignFile file = campaign.readDue(blast.clock().instant());
    Optional<PreflightCheck> preflight = preflight(file);
    preflight.ifPresent(check -> check.refuse(blast.terminal(), "nothing was sent"));
    if (json) {
      blast.terminal().json(facts(file, preflight));
      return ExitCode.BALANCED.code();
    }
    blast.terminal().fact(campaign.path() + " is a valid campaign: " + file.campaign().name());
    new CampaignSummary(file, blast.clock().instant()).lines().forEach(blast.terminal()::fact);
    new Notes(blast.terminal()).say(CampaignNotes.of(file, campaign.name()));
    preflight.ifPresent(check -> check.print(blast.terminal()));
    return ExitCode.BALANCED.code();
  }

  private Optional<PreflightCheck> preflight(CampaignFile file) {
    if (!stack.isNamed()) {
      return Optional.empty();
    }
    Instant now = blast.clock().instant();
    Optional<Instant> fires =
        When.of(file.campaign().schedule())
            .flatMap(when -> FiringPlan.next(when, now))
            .filter(now::isBefore);
    try (StackSite site = stack.stack(blast.clock())) {
      return Optional.of(PreflightCheck.of(site, file, fires));
    }
  }

  private static Map<String, Object> facts(CampaignFile file, Optional<PreflightCheck> preflight) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("campaign", file.campaign().id());
    facts.put("valid", true);
    preflight.ifPresent(check -> facts.put("preflight", check.facts()));
    return facts;
  }
}
