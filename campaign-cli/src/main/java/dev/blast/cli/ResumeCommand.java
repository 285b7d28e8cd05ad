package dev.blast.cli;

import dev.blast.local.LiveRun;
import dev.blast.local.LocalBlast;
import dev.blast.local.Operation;
import dev.blast.local.Uncertain;
import dev.blast.run.Firing.Fired;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.sender.channel.SenderChannels;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Goes on with a run that was paused, stopped or killed. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = {
      "Goes on with a run that was paused, stopped or killed.",
      "Sends to the recipients the ledger says are open, and to nobody else.",
      "Names those who were in flight at the kill: only they may be attempted twice,",
      "under the same idempotency key."
    })
final class ResumeCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private DataFolder data;

  @Parameters(paramLabel = "RUN", description = "The run; 'blast status' lists them.")
  private String run;

  @Option(
      names = "--confirm",
      paramLabel = "COUNT",
      description = {
        "How many recipients the run has. Asked for as 'blast run' does, when the run was killed",
        "before its audience was staged."
      })
  private @Nullable Long confirm;

  @Option(names = "--json", description = "Print the facts as one JSON object at the end.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    LocalBlast local = new LocalBlast(data.path(), blast.clock());
    RunId id = RunArgument.unfinished(run, local, "there is nothing to go on with");
    Operation operation = new Operation(local, blast.clock(), Operation.operator(), id);
    if (operation.liftPause() && local.runs().isLive(id)) {
      blast.terminal().fact(id + "  goes on within two seconds");
      return ExitCode.BALANCED.code();
    }
    Run known = local.runs().find(id).orElseThrow();
    try (SenderChannels channels = LocalBlast.channels(blast.clock())) {
      channels.forSettings(known.campaign().message().channel());
      makeSureItIsStaged(known, operation);
      try (LiveRun live = local.begin(id, channels)) {
        say(live.uncertain());
        return new RunDriver(blast.terminal(), blast.clock(), json).drive(live).code();
      }
    }
  }

  private void makeSureItIsStaged(Run run, Operation operation) {
    LocalBlast local = operation.local();
    local
        .runs()
        .manifest(run.id())
        .ifPresentOrElse(
            manifest -> operation.refuseChangedAudience(run, manifest), () -> stage(run, local));
  }

  /** The rehearsal refuses a wrong number without ending the run. */
  private void stage(Run run, LocalBlast local) {
    Confirmation confirmation =
        Confirmation.of(
            data.path(),
            confirm,
            run.campaign().audience().uri(),
            "blast resume " + run.id() + data.words());
    if (confirmation.compares()) {
      StagingSummary confirmed = confirmation.rehearse(run.file(), local);
    }
    if (local.stageAgain(run) instanceof Fired.Refused refused) {
      throw new BadInput(refused.problems());
    }
  }

  private void say(List<Uncertain> uncertain) {
    // Before anything is sent, and outside the facts that --json prints at the end: a resume may be
    // killed as well.
    Consumer<String> say = json ? blast.terminal()::note : blast.terminal()::fact;
    for (Uncertain each : uncertain) {
      say.accept(
          "in flight at the kill: " + each.envelope() + " " + String.join(" ", each.recipients()));
    }
    if (!uncertain.isEmpty()) {
      int recipients = uncertain.stream().mapToInt(each -> each.recipients().size()).sum();
      say.accept(
          uncertain.size()
              + " envelopes were in flight: "
              + recipients
              + " recipients may be attempted twice, under the same idempotency key.");
    }
  }
}
