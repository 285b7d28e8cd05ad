package dev.blast.cli;

import dev.blast.campaign.Throttle;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.site.Operation;
import dev.blast.site.Site;
import dev.blast.stage.Manifest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Changes how fast a run is released. */
@Command(
    name = "throttle",
    mixinStandardHelpOptions = true,
    description = {
      "Changes the rate of a run: at once where it is under way, otherwise when it goes on.",
      "Takes effect within two seconds for everybody who is not yet released. It is kept with",
      "the run, in place of the campaign's throttle, until it is changed again."
    })
final class ThrottleCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private DataFolder data;
  @Mixin private StackOptions stack;

  @Parameters(index = "0", paramLabel = "RUN", description = "The run; 'blast status' lists them.")
  private String run;

  @Parameters(
      index = "1",
      paramLabel = "RATE",
      description = "Recipients: 500/s, 30000/min, or none for as fast as the channel takes it.")
  private String rate;

  @Option(names = "--json", description = "Print the facts as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Throttle asked = Throttle.parse(rate).orElseThrow(this::notARate);
    try (Site site = stack.site(data, blast.clock())) {
      return throttle(site, asked);
    }
  }

  private int throttle(Site site, Throttle asked) {
    RunId id = RunArgument.parse(run, site);
    Operation operation = Operation.of(site, id, blast.clock());
    Throttle before = operation.throttle(asked);
    boolean live = site.isLive(id);
    if (json) {
      blast.terminal().json(facts(id, asked, before, live));
    } else {
      blast
          .terminal()
          .fact(id + "  " + before.text() + " → " + asked.text() + ", " + operation.when());
    }
    new Notes(blast.terminal()).say(new OpenForecast(site, blast.clock()).notes(id));
    notes(site, id, asked, live && site.runs().state(id).orElseThrow() == RunState.DISPATCHED);
    return ExitCode.BALANCED.code();
  }

  private BadInput notARate() {
    return new BadInput("\"" + rate + "\" is no rate; write " + Throttle.FORM + ".");
  }

  private static Map<String, Object> facts(
      RunId id, Throttle asked, Throttle before, boolean live) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("run", id.toString());
    facts.put("throttle", asked.text());
    facts.put("before", before.text());
    facts.put("underWay", live);
    return facts;
  }

  private void notes(Site site, RunId id, Throttle asked, boolean released) {
    if (released) {
      blast
          .terminal()
          .note("Note: everybody in it was released before; this concerns nobody unless it stops.");
    }
    if (asked instanceof Throttle.Limit limit) {
      site.runs()
          .manifest(id)
          .map(Manifest::packing)
          .filter(packing -> asked.largestEnvelope(packing) < packing)
          .ifPresent(packing -> blast.terminal().note("Note: " + coarse(packing, limit)));
    }
  }

  /** The packing was frozen for another rate. */
  private static String coarse(int packing, Throttle.Limit limit) {
    String together = "its envelopes hold " + packing + " recipients, who are released together: ";
    return packing > limit.perSecond()
        ? together
            + "one envelope at a time, "
            + limit.text()
            + " on the average, but more than that in the second it is released in."
        : together + "whole envelopes stay more than 2 % below " + limit.text() + ".";
  }
}
