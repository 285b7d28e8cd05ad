package dev.blast.cli;

import dev.blast.schedule.When;
import dev.blast.site.StackCampaigns.Scheduled;
import dev.blast.site.StackSite;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Lists the campaigns that fire by themselves. */
@Command(
    name = "schedules",
    mixinStandardHelpOptions = true,
    description = "Lists the campaigns of a stack that fire by themselves, and when.")
final class SchedulesCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private StackOptions stack;

  @Option(names = "--json", description = "Print the facts as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    try (StackSite site = stack.stack(blast.clock())) {
      List<Scheduled> all = site.campaigns().all();
      Instant now = blast.clock().instant();
      if (json) {
        blast
            .terminal()
            .json(Map.of("schedules", all.stream().map(each -> facts(each, now)).toList()));
      } else if (all.isEmpty()) {
        blast.terminal().fact("Nothing is scheduled on " + site.name() + ".");
      } else {
        all.forEach(each -> print(each, now));
      }
    }
    return ExitCode.BALANCED.code();
  }

  private void print(Scheduled each, Instant now) {
    String fires =
        FiringPlan.next(each.when(), now)
            .map(next -> "fires " + FiringPlan.words(next, FiringPlan.zone(each.when()), now))
            .orElse("never fires again");
    String cron = each.when() instanceof When.Cron every ? ", then " + every.expression() : "";
    blast.terminal().fact(each.campaign() + "  " + fires + cron);
    blast.terminal().fact("  " + each.address());
  }

  private static Map<String, Object> facts(Scheduled each, Instant now) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("campaign", each.campaign());
    FiringPlan.next(each.when(), now).ifPresent(next -> facts.put("fires", next.toString()));
    facts.put("zone", FiringPlan.zone(each.when()).getId());
    if (each.when() instanceof When.Cron cron) {
      facts.put("cron", cron.expression().toString());
    }
    facts.put("address", each.address());
    return facts;
  }
}
