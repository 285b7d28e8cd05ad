package dev.blast.cli;

import dev.blast.campaign.Durations;
import dev.blast.local.LiveRun;
import dev.blast.local.LocalBlast;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.ReasonCount;
import dev.blast.redrive.Selection;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.sender.channel.SenderChannels;
import dev.blast.site.LocalSite;
import dev.blast.site.Operation;
import dev.blast.site.Operation.Concerned;
import dev.blast.site.Operation.Permit;
import dev.blast.site.Site;
import dev.blast.site.StackSite;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Sends again to chosen outcomes of a closed run. */
@Command(
    name = "redrive",
    mixinStandardHelpOptions = true,
    description = {
      "Sends again to recipients of a closed run who are dead or expired, or, when asked for,",
      "unconfirmed; never to anybody who was sent to. They keep their coupon and their",
      "idempotency key, and have all their attempts again.",
      "Says first whom it is about."
    })
final class RedriveCommand implements Callable<Integer> {

  private static final Set<Outcome> STANDARD = EnumSet.of(Outcome.DEAD, Outcome.EXPIRED);

  @ParentCommand private Blast blast;
  @Mixin private DataFolder data;
  @Mixin private StackOptions stack;

  @Parameters(paramLabel = "RUN", description = "The run; 'blast status' lists them.")
  private String run;

  @Option(
      names = "--outcome",
      split = ",",
      paramLabel = "OUTCOME",
      description = "dead, expired or unconfirmed; several with commas. Default: dead,expired.")
  private List<String> outcomes = List.of();

  @Option(
      names = "--reason",
      paramLabel = "CLASS",
      description = "Only those with a reason of this class; 'blast dead RUN' lists them.")
  private @Nullable String reason;

  @Option(
      names = "--deadline",
      paramLabel = "DURATION",
      description =
          "Until when it is worth saying, from now: 2h. Needed once the run's has passed.")
  private @Nullable String deadline;

  @Option(names = "--dry-run", description = "Only say whom it would be about.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print the facts as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    try (Site site = stack.site(data, blast.clock())) {
      return redrive(site);
    }
  }

  private int redrive(Site site) throws InterruptedException {
    RunId id = RunArgument.parse(run, site);
    Operation operation = Operation.of(site, id, blast.clock());
    Optional<Duration> until = until();
    Concerned concerned =
        operation.concerned(new Selection(outcomes(), Optional.ofNullable(reason)));
    if (dryRun || !json) {
      say(id, concerned);
    }
    if (dryRun && concerned.recipients() > 0) {
      return ExitCode.BALANCED.code();
    }
    Permit permit = operation.redrive(concerned, until);
    new Notes(blast.terminal())
        .say(
            new OpenForecast(site, blast.clock())
                .notes(id, concerned.recipients(), Optional.of(permit.until())));
    return switch (site) {
      case LocalSite here -> redrive(id, concerned.selection(), permit, here.blast());
      case StackSite there -> redrive(id, concerned.selection(), permit, there);
    };
  }

  private int redrive(RunId id, Selection selection, Permit permit, StackSite site) {
    long reopened = site.redrive(id, selection, permit);
    if (json) {
      blast
          .terminal()
          .json(
              RunFacts.of(
                  id,
                  site.runs().state(id).map(RunState::name).orElse(""),
                  site.books().tally(id).orElseThrow(),
                  List.of()));
    } else {
      String count = String.format(Locale.ROOT, "%,d", reopened);
      blast
          .terminal()
          .fact(
              id
                  + "  "
                  + count
                  + " recipients are sent to again; follow it with: "
                  + site.command("status", id));
    }
    return ExitCode.BALANCED.code();
  }

  private int redrive(RunId id, Selection selection, Permit permit, LocalBlast local)
      throws InterruptedException {
    Run known = local.runs().find(id).orElseThrow();
    try (SenderChannels channels = LocalBlast.channels(blast.clock())) {
      channels.forSettings(known.campaign().message().channel());
      long reopened = local.reopen(id, selection, permit::take);
      try (LiveRun live = local.begin(id, channels)) {
        return new RunDriver(LocalSite.of(local), blast.terminal(), blast.clock(), json)
            .drive(live)
            .code();
      }
    }
  }

  private Set<Outcome> outcomes() {
    if (outcomes.isEmpty()) {
      return STANDARD;
    }
    return outcomes.stream()
        .map(word -> possible(word.strip()))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Outcome.class)));
  }

  private static Outcome possible(String word) {
    return Selection.POSSIBLE.stream()
        .filter(outcome -> outcome.word().equals(word))
        .findAny()
        .orElseThrow(
            () ->
                new BadInput(
                    "--outcome "
                        + word
                        + ": only dead, expired and unconfirmed recipients are sent to again;"
                        + " nothing was sent."));
  }

  private Optional<Duration> until() {
    String asked = deadline;
    if (asked == null) {
      return Optional.empty();
    }
    Optional<Duration> until = Durations.parse(asked).filter(Duration::isPositive);
    if (until.isEmpty()) {
      throw new BadInput("--deadline " + asked + " is no duration; write one such as 2h.");
    }
    return until;
  }

  private void say(RunId id, Concerned concerned) {
    if (json) {
      blast.terminal().json(facts(id, concerned));
      return;
    }
    for (ReasonCount each : concerned.classes()) {
      blast
          .terminal()
          .fact(
              String.format(
                  Locale.ROOT,
                  "%,12d  %-12s %s",
                  each.recipients(),
                  each.outcome().word(),
                  each.code()));
    }
    blast
        .terminal()
        .fact(String.format(Locale.ROOT, "%,12d  to be sent to again", concerned.recipients()));
  }

  private static Map<String, Object> facts(RunId id, Concerned concerned) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("run", id.toString());
    facts.put("recipients", concerned.recipients());
    facts.put(
        "classes",
        concerned.classes().stream()
            .map(
                each ->
                    Map.of(
                        "outcome", each.outcome().word(),
                        "reason", each.code(),
                        "recipients", each.recipients()))
            .toList());
    return facts;
  }
}
