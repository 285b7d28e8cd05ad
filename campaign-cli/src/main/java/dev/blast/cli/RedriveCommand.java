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
      "Sends again to chosen recipients of a closed run.",
      "By default these are the dead and the expired. Recipients that the provider rejected are",
      "sent to again only with --reason, for example after a token was revoked:",
      "--outcome rejected --reason http-401. A sent recipient never gets a second message.",
      "Each recipient keeps coupon and idempotency key, and has all attempts again.",
      "The command prints the recipients by reason first."
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
      description =
          "dead, expired, unconfirmed, or rejected together with --reason; several with commas."
              + " Default: dead,expired.")
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

  @Option(
      names = "--confirm",
      paramLabel = "COUNT",
      description = "The number of recipients, as --dry-run prints it. Needed for rejected ones.")
  private @Nullable Long confirm;

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
    Concerned concerned = operation.concerned(selection());
    if (dryRun || !json) {
      say(id, concerned);
    }
    if (dryRun && concerned.recipients() > 0) {
      return ExitCode.BALANCED.code();
    }
    confirm(concerned);
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

  private void confirm(Concerned concerned) {
    Long count = confirm;
    boolean needed = concerned.selection().outcomes().contains(Outcome.REJECTED);
    if (concerned.recipients() == 0 || (count == null && !needed)) {
      return;
    }
    if (count == null || count != concerned.recipients()) {
      throw new BadInput(
          (count == null
                  ? "a redrive of rejected recipients needs"
                  : "--confirm is " + count + ", not")
              + " the number of recipients that it covers, "
              + concerned.recipients()
              + ". If that number is right, add: --confirm "
              + concerned.recipients()
              + "\nNothing was sent.");
    }
  }

  private Selection selection() {
    Set<Outcome> chosen = outcomes();
    if (reason == null && Selection.needsReason(chosen)) {
      throw new BadInput(
          "--outcome rejected needs --reason: the provider refused these recipients, and most"
              + " reasons stay true. 'blast dead "
              + run
              + "' lists the reasons; write one, as in --reason http-401. Nothing was sent.");
    }
    return new Selection(chosen, Optional.ofNullable(reason));
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
                        + ": write dead, expired, unconfirmed or rejected; other recipients are"
                        + " not sent to again. Nothing was sent."));
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
