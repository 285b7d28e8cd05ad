package dev.blast.cli;

import dev.blast.local.LiveRun;
import dev.blast.local.LocalBlast;
import dev.blast.local.ShellCommand;
import dev.blast.local.Uncertain;
import dev.blast.run.Firing.Fired;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.sender.channel.SenderChannels;
import dev.blast.site.LocalSite;
import dev.blast.site.Operation;
import dev.blast.site.Site;
import dev.blast.site.StackSite;
import dev.blast.site.StackSite.GoneOn;
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
      "under the same idempotency key.",
      "Of a stack: lifts the pause, and has sent again what was not."
    })
final class ResumeCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private DataFolder data;
  @Mixin private StackOptions stack;

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
    try (Site site = stack.site(data, blast.clock())) {
      Operation operation = Operation.of(site, RunArgument.parse(run, site), blast.clock());
      operation.refuseFinished("there is nothing to go on with");
      return switch (site) {
        case LocalSite here -> resume(operation, here);
        case StackSite there -> resume(operation, there);
      };
    }
  }

  private int resume(Operation operation, StackSite site) {
    if (confirm != null) {
      throw new BadInput("--confirm is about runs of this machine; a stack's are staged there.");
    }
    operation.refuseChangedAudience();
    boolean paused = operation.liftPause();
    GoneOn gone = site.goOn(operation.run(), paused);
    if (!paused) {
      operation.note("resumed, though it was not paused");
    }
    foresee(operation, site);
    say(operation, gone.words(paused));
    return ExitCode.BALANCED.code();
  }

  private void foresee(Operation operation, Site site) {
    new Notes(blast.terminal()).say(new OpenForecast(site, blast.clock()).notes(operation.run()));
  }

  private void say(Operation operation, String words) {
    blast.terminal().fact(operation.run() + "  " + words);
  }

  private int resume(Operation operation, LocalSite site) throws InterruptedException {
    RunId id = operation.run();
    LocalBlast local = site.blast();
    if (site.isLive(id) && operation.liftPause()) {
      foresee(operation, site);
      say(operation, "goes on within two seconds");
      return ExitCode.BALANCED.code();
    }
    Run known = local.runs().find(id).orElseThrow();
    try (SenderChannels channels = LocalBlast.channels(blast.clock())) {
      channels.forSettings(known.campaign().message().channel());
      if (local.runs().manifest(id).isEmpty()) {
        stage(known, local);
      }
      operation.refuseChangedAudience();
      boolean paused = operation.liftPause();
      foresee(operation, site);
      try (LiveRun live = local.begin(id, channels)) {
        say(live.uncertain());
        return new RunDriver(site, blast.terminal(), blast.clock(), json).drive(live).code();
      }
    }
  }

  /** The rehearsal refuses a wrong number without ending the run. */
  private void stage(Run run, LocalBlast local) {
    Confirmation confirmation =
        Confirmation.of(
            data.path(),
            confirm,
            run.campaign().audience().uri(),
            ShellCommand.blast("resume").with(run.id()).and(data.options()));
    if (confirmation.compares()) {
      StagingSummary confirmed =
          confirmation.rehearse(run.file(), run.file().origin().toString(), local);
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
