package dev.blast.cli;

import dev.blast.campaign.Durations;
import dev.blast.local.LiveRun;
import dev.blast.local.LocalBlast;
import dev.blast.local.Operation;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.ReasonCount;
import dev.blast.redrive.Selection;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.sender.channel.SenderChannels;
import java.time.Duration;
import java.time.Instant;
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
    LocalBlast local = new LocalBlast(data.path(), blast.clock());
    RunId id = RunArgument.parse(run, local);
    Operation operation = new Operation(local, blast.clock(), Operation.operator(), id);
    Selection selection = new Selection(outcomes(), Optional.ofNullable(reason));
    operation.refuseUnlessClosed();
    List<ReasonCount> concerned = operation.concerned(selection);
    long recipients = concerned.stream().mapToLong(ReasonCount::recipients).sum();
    if (dryRun || !json) {
      say(id, concerned, recipients);
    }
    if (recipients == 0) {
      throw new BadInput(
          "nobody in " + id + " is " + Operation.words(selection) + "; nothing was sent.");
    }
    if (dryRun) {
      return ExitCode.BALANCED.code();
    }
    Run known = local.runs().find(id).orElseThrow();
    Instant until = operation.until(deadline());
    operation.refuseChangedAudience(known, local.runs().manifest(id).orElseThrow());
    try (SenderChannels channels = LocalBlast.channels(blast.clock())) {
      channels.forSettings(known.campaign().message().channel());
      long reopened = operation.reopen(selection, until);
      try (LiveRun live = local.begin(id, channels)) {
        return new RunDriver(blast.terminal(), blast.clock(), json).drive(live).code();
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

  private Optional<Duration> deadline() {
    return Optional.ofNullable(deadline)
        .map(
            text ->
                Durations.parse(text)
                    .filter(Duration::isPositive)
                    .orElseThrow(
                        () ->
                            new BadInput(
                                "--deadline " + text + " is no duration; write one such as 2h.")));
  }

  private void say(RunId id, List<ReasonCount> concerned, long recipients) {
    if (json) {
      blast.terminal().json(facts(id, concerned, recipients));
      return;
    }
    for (ReasonCount each : concerned) {
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
    blast.terminal().fact(String.format(Locale.ROOT, "%,12d  to be sent to again", recipients));
  }

  private static Map<String, Object> facts(RunId id, List<ReasonCount> concerned, long recipients) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("run", id.toString());
    facts.put("recipients", recipients);
    facts.put(
        "classes",
        concerned.stream()
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
