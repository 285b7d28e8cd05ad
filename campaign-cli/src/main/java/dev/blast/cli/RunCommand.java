package dev.blast.cli;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Schedule;
import dev.blast.dashboard.DashboardServer;
import dev.blast.local.LiveRun;
import dev.blast.local.LocalBlast;
import dev.blast.local.ShellCommand;
import dev.blast.local.WaitingFiles;
import dev.blast.run.Firing.Fired;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.sender.channel.SenderChannels;
import dev.blast.site.LocalSite;
import dev.blast.site.SiteActions;
import dev.blast.site.SiteViews;
import dev.blast.stage.Staging;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Sends a campaign. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Sends a campaign on this machine.",
      "Waits for its schedule, or fires at once with --now; stages the audience, sends,",
      "and ends when the books balance.",
      "",
      "Ctrl-C stops cleanly: what is in flight is finished, and 'blast resume' goes on.",
      "A second run of a campaign that is interrupted, or that reached people, is refused."
    })
final class RunCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private CampaignParameter campaign;
  @Mixin private DataFolder data;

  @Option(names = "--now", description = "Fire at once, whatever the schedule says.")
  private boolean now;

  @Option(
      names = "--again",
      description = "Send although an earlier run of this campaign reached people.")
  private boolean again;

  @Option(
      names = "--confirm",
      paramLabel = "COUNT",
      description = {
        "How many recipients the run has. Asked for above the size that confirmAbove in",
        "settings.yaml of the data folder names; nothing is sent when it is not right."
      })
  private @Nullable Long confirm;

  @Option(
      names = "--anyway",
      description = "Send although some will expire, because the rate cannot make the deadline.")
  private boolean anyway;

  @Option(
      names = "--dashboard",
      arity = "0..1",
      paramLabel = "PORT",
      fallbackValue = "" + DashboardOptions.PORT,
      description = {
        "Show the run in a browser while it lasts, on this machine alone; what 'blast dashboard'",
        "shows (default port: ${FALLBACK-VALUE}; 0 for one that is free)."
      })
  private @Nullable Integer dashboard;

  @Option(names = "--json", description = "Print the facts as one JSON object at the end.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    CampaignFile file = now ? campaign.read() : campaign.readDue(blast.clock().instant());
    Notes notes = new Notes(blast.terminal());
    LocalSite site = new LocalSite(data.path(), blast.clock());
    LocalBlast local = site.blast();
    try (SenderChannels channels = LocalBlast.channels(blast.clock())) {
      check(file, site, channels);
      try (AutoCloseable page = page(site)) {
        Due due = due(file, site, channels, notes);
        return send(fireAlone(due, site), due, local, channels, notes).code();
      }
    }
  }

  /**
   * A campaign that fires now.
   *
   * @param scheduled the instant it was to fire at
   */
  private record Due(CampaignFile file, Instant scheduled) {}

  /** What can be told of a campaign before its audience is read. */
  private void check(CampaignFile file, LocalSite site, SenderChannels channels) {
    channels.forSettings(file.campaign().message().channel());
    guard(file, site).check(file.campaign().id());
  }

  private RunGuard guard(CampaignFile file, LocalSite site) {
    boolean recurring = !now && file.campaign().schedule() instanceof Schedule.Cron;
    return new RunGuard(site, again, recurring);
  }

  private Confirmation confirmation(CampaignFile file) {
    return Confirmation.of(data.path(), confirm, file.campaign().audience().uri(), command());
  }

  private DeadlineCheck deadline(CampaignFile file) {
    String repeated = command() + (confirm == null ? "" : " --confirm " + confirm);
    return new DeadlineCheck(file, campaign.name(), anyway, repeated, blast.clock());
  }

  /** What shows the run in a browser, until it is closed; nothing where nobody asked. */
  private AutoCloseable page(LocalSite site) {
    Integer port = dashboard;
    if (port == null) {
      return () -> {};
    }
    SiteActions actions = new SiteActions(site, blast.clock(), blast.terminal()::note);
    SiteViews views = new SiteViews(site, blast.clock());
    DashboardServer server = DashboardOptions.at(port).start(views, actions, blast);
    blast.terminal().note("Dashboard: " + server.address());
    return () -> {
      server.close();
      actions.close();
    };
  }

  /** This command, for repeating it with a confirmation. */
  private ShellCommand command() {
    return ShellCommand.blast("run")
        .with(campaign.path())
        .flag("--now", now)
        .flag("--again", again)
        .flag("--anyway", anyway)
        .and(data.options());
  }

  /** The guard looks again: while this process waited, another may have fired the campaign. */
  private Fired fireAlone(Due due, LocalSite site) {
    CampaignFile file = due.file();
    Confirmation confirmation = confirmation(file);
    DeadlineCheck deadline = deadline(file);
    LocalBlast local = site.blast();
    return local
        .runs()
        .alone(
            file.campaign().id(),
            () -> {
              guard(file, site).check(file.campaign().id());
              return local.fire(
                  file,
                  due.scheduled(),
                  answer -> deadline.asked(confirmation.asked(answer), due.scheduled()));
            });
  }

  /** Waits for the campaign's schedule; problems of the audience show now, not at that time. */
  private Due due(CampaignFile file, LocalSite site, SenderChannels channels, Notes notes)
      throws InterruptedException {
    Instant start = blast.clock().instant();
    if (now) {
      if (confirmation(file).needsRehearsal() || (!anyway && deadline(file).matters())) {
        StagingSummary rehearsed = rehearse(new Due(file, start), site.blast());
      }
      return new Due(file, start);
    }
    Due next = scheduled(file, start);
    while (true) {
      boolean early = next.scheduled().isAfter(blast.clock().instant());
      // A start within latestStart is refused before its run exists: it can be asked for again.
      StagingSummary rehearsed = rehearse(next, site.blast());
      if (early) {
        rehearsed.print(blast.terminal());
        notes.say(rehearsed.notes(next.file(), campaign.name()));
        notes.say(deadline(next.file()).notes(rehearsed.staged().manifest(), next.scheduled()));
        await(next.file(), next.scheduled());
      }
      CampaignFile again = campaign.readDue(blast.clock().instant());
      if (again.text().equals(next.file().text())) {
        return next;
      }
      blast
          .terminal()
          .note("Note: " + campaign.name() + " was edited meanwhile; what it says now counts.");
      check(again, site, channels);
      next = scheduled(again, next.scheduled());
    }
  }

  private Due scheduled(CampaignFile file, Instant from) {
    return new Due(
        file,
        file.campaign()
            .schedule()
            .next(from)
            .orElseThrow(
                () ->
                    new BadInput(
                        campaign.path() + " has no schedule; fire it with --now, or add one.")));
  }

  private StagingSummary rehearse(Due due, LocalBlast local) {
    StagingSummary rehearsed =
        confirmation(due.file()).rehearse(due.file(), campaign.name(), local);
    deadline(due.file())
        .problem(rehearsed.staged().manifest(), due.scheduled())
        .ifPresent(
            problem -> {
              throw new BadInput(List.of(problem));
            });
    return rehearsed;
  }

  /** Others see what is waited for. */
  private void await(CampaignFile file, Instant scheduled) throws InterruptedException {
    RunId next = new RunId(file.campaign().id(), scheduled);
    try (WaitingFiles.Announced announced =
        new WaitingFiles(data.path()).announce(next, file.campaign().name())) {
      new Countdown(blast.terminal(), blast.clock(), file.campaign().schedule()).until(scheduled);
    }
  }

  private ExitCode send(
      Fired fired, Due due, LocalBlast local, SenderChannels channels, Notes notes)
      throws InterruptedException {
    return switch (fired) {
      case Fired.Refused(RunId id, var problems) ->
          throw new BadInput(StagingSummary.placed(problems, due.file(), campaign.name()));
      case Fired.AlreadyThere(RunId id, RunState state) ->
          throw new BadInput(
              "this firing is there already: " + id + " is " + state + "; see blast status.");
      case Fired.PastDeadline(RunId id, Instant deadline) ->
          throw new BadInput(
              "the deadline of "
                  + id
                  + " was "
                  + deadline
                  + ", which has passed; nothing was sent. Give the campaign a later one.");
      case Fired.TooLate(RunId id, Duration late, Duration allowed) ->
          throw new BadInput(
              "it is "
                  + Durations.words(late)
                  + " after the scheduled instant, and latestStart allows "
                  + Durations.words(allowed)
                  + "; fire with --now if it is still welcome.");
      case Fired.Staged(Run run, Staging.Answer.Staged staged) -> {
        StagingSummary summary = new StagingSummary(staged);
        if (json) {
          summary.notes(blast.terminal());
        } else {
          blast.terminal().fact("Run " + run.id());
          summary.print(blast.terminal());
        }
        notes.say(summary.notes(due.file(), campaign.name()));
        notes.say(deadline(due.file()).notes(staged.manifest(), due.scheduled()));
        yield drive(run.id(), local, channels);
      }
    };
  }

  private ExitCode drive(RunId id, LocalBlast local, SenderChannels channels)
      throws InterruptedException {
    try (LiveRun live = local.begin(id, channels)) {
      return new RunDriver(LocalSite.of(local), blast.terminal(), blast.clock(), json).drive(live);
    }
  }
}
