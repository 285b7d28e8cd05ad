package dev.blast.cli;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Problem;
import dev.blast.campaign.Schedule;
import dev.blast.campaign.TimingCheck;
import dev.blast.local.LocalBlast;
import dev.blast.local.ShellCommand;
import dev.blast.schedule.When;
import dev.blast.site.StackCampaigns;
import dev.blast.site.StackCampaigns.Scheduled;
import dev.blast.site.StackCampaigns.Seen;
import dev.blast.site.StackCampaigns.Staged;
import dev.blast.site.StackSite;
import dev.blast.stage.Manifest;
import dev.blast.stage.RejectsFile;
import dev.blast.stage.StagedAhead;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code schedule} and {@code reschedule} share. */
final class Scheduling {

  @Mixin private CampaignParameter campaign;
  @Mixin private DataFolder data;
  @Mixin private StackOptions stack;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = {
        "When, in place of the campaign's schedule, with the offset:",
        "2026-11-24T08:00:00+01:00."
      })
  private @Nullable String at;

  @Option(names = "--dry-run", description = "Only say what would be done.")
  private boolean dryRun;

  @Option(
      names = "--again",
      description = "Schedule it although an earlier run of it reached people.")
  private boolean again;

  @Option(
      names = "--confirm",
      paramLabel = "COUNT",
      description = {
        "How many recipients it has now. Asked for as 'blast run' does (confirmAbove in",
        "settings.yaml of the data folder)."
      })
  private @Nullable Long confirm;

  @Option(
      names = "--anyway",
      description =
          "Schedule it although some will expire, because the rate cannot make the deadline.")
  private boolean anyway;

  @Option(names = "--json", description = "Print the facts as JSON.")
  private boolean json;

  /** What is done with a campaign's schedule. */
  enum Verb {
    CREATE("schedule"),
    REPLACE("reschedule");

    private final String word;

    Verb(String word) {
      this.word = word;
    }
  }

  int call(Blast blast, Verb verb) {
    Instant now = blast.clock().instant();
    CampaignFile file = at == null ? due(now) : campaign.read();
    FiringPlan plan = FiringPlan.of(file, at, now);
    try (StackSite site = stack.stack(blast.clock())) {
      PreflightCheck preflight = PreflightCheck.of(site, file, Optional.of(plan.next()));
      preflight.refuse(blast.terminal(), "nothing was scheduled");
      ScheduleGuard guard = new ScheduleGuard(site, again, plan.when() instanceof When.Cron);
      refuse(verb, file.campaign().id(), guard, site);
      return schedule(blast, verb, file, plan, guard, site, preflight).code();
    }
  }

  private CampaignFile due(Instant now) {
    CampaignFile file = campaign.read();
    List<Problem> problems = TimingCheck.problems(file, campaign.name(), now);
    if (!problems.isEmpty()) {
      throw new BadInput(problems, "nothing was scheduled");
    }
    return file;
  }

  private void refuse(Verb verb, String id, ScheduleGuard guard, StackSite site) {
    Optional<Scheduled> there = site.campaigns().find(id);
    if (verb == Verb.CREATE && there.isPresent()) {
      throw new BadInput(
          id
              + " is scheduled already on "
              + site.name()
              + "; replace it with: "
              + command(Verb.REPLACE)
              + ", or take it back with: "
              + ShellCommand.blast("unschedule").with(id).and(site.options()));
    }
    if (verb == Verb.REPLACE && there.isEmpty()) {
      throw notScheduled(id, site);
    }
    guard.check(id);
  }

  static BadInput notScheduled(String id, StackSite site) {
    return new BadInput(
        id
            + " is not scheduled on "
            + site.name()
            + "; to see what is: "
            + ShellCommand.blast("schedules").and(site.options()));
  }

  private ExitCode schedule(
      Blast blast,
      Verb verb,
      CampaignFile file,
      FiringPlan plan,
      ScheduleGuard guard,
      StackSite site,
      PreflightCheck preflight) {
    return ScratchFolder.with(
        folder -> {
          Seen seen = StackCampaigns.look(file);
          Path rejects = folder.resolve("rejects.csv");
          StagingSummary summary = stage(blast, verb, file, folder, rejects);
          if (json) {
            summary.notes(blast.terminal());
          } else {
            preflight.print(blast.terminal());
            summary.print(blast.terminal());
          }
          DeadlineCheck deadline = deadline(blast, verb, file);
          Manifest manifest = summary.staged().manifest();
          deadline
              .problem(manifest, plan.next())
              .ifPresent(
                  problem -> {
                    throw new BadInput(List.of(problem), "nothing was scheduled");
                  });
          Notes notes = new Notes(blast.terminal());
          notes.say(summary.notes(file, campaign.name()));
          notes.say(deadline.notes(manifest, plan.next()));
          Staged staged = new Staged(seen, summary.staged(), rejects);
          Optional<String> address =
              dryRun
                  ? Optional.empty()
                  : Optional.of(write(verb, staged, plan.when(), guard, site));
          // Those that go on beside a recurring schedule, and one that fired at this very moment.
          guard
              .underWay(file.campaign().id())
              .forEach(note -> blast.terminal().note("Note: " + note));
          say(blast, file, plan, summary, address, preflight);
          return ExitCode.BALANCED;
        });
  }

  private StagingSummary stage(
      Blast blast, Verb verb, CampaignFile file, Path folder, Path rejected) {
    Confirmation confirmation =
        Confirmation.of(data.path(), confirm, file.campaign().audience().uri(), command(verb));
    LocalBlast local = new LocalBlast(data.path(), blast.clock());
    if (dryRun || !StagedAhead.suits(file.campaign())) {
      return confirmation.rehearse(file, campaign.name(), local);
    }
    try (RejectsFile rejects = new RejectsFile(rejected)) {
      return StagingSummary.orRefuse(
          confirmation.asked(local.stage(file, folder, rejects)), file, campaign.name());
    }
  }

  private DeadlineCheck deadline(Blast blast, Verb verb, CampaignFile file) {
    String repeated = command(verb) + (confirm == null ? "" : " --confirm " + confirm);
    return new DeadlineCheck(file, campaign.name(), anyway, repeated, blast.clock());
  }

  /** Somebody else may have been quicker. */
  private static String write(
      Verb verb, Staged staged, When when, ScheduleGuard guard, StackSite site) {
    String id = staged.seen().campaign().campaign().id();
    // What was there when the counts were shown may have fired while the audience was uploaded.
    Runnable permitted = () -> guard.check(id);
    Optional<String> written =
        switch (verb) {
          case CREATE -> site.campaigns().create(staged, when, permitted);
          case REPLACE -> site.campaigns().replace(staged, when, permitted);
        };
    return written.orElseThrow(
        () ->
            verb == Verb.CREATE
                ? new BadInput(
                    id
                        + " was scheduled by somebody else meanwhile; see: "
                        + ShellCommand.blast("schedules").and(site.options()))
                : notScheduled(id, site));
  }

  private ShellCommand command(Verb verb) {
    return ShellCommand.blast(verb.word)
        .with(campaign.path())
        .option("--at", at)
        .flag("--again", again)
        .flag("--anyway", anyway)
        .and(stack.options())
        .and(data.options());
  }

  private void say(
      Blast blast,
      CampaignFile file,
      FiringPlan plan,
      StagingSummary summary,
      Optional<String> address,
      PreflightCheck preflight) {
    Schedule schedule = file.campaign().schedule();
    ZoneId zone = at == null ? schedule.zone() : FiringPlan.zone(plan.when());
    String id = file.campaign().id();
    if (json) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("campaign", id);
      facts.put("fires", plan.next().toString());
      facts.put("zone", zone.getId());
      facts.put("scheduled", address.isPresent());
      address.ifPresent(where -> facts.put("address", where));
      facts.putAll(summary.facts());
      facts.put("preflight", preflight.facts());
      blast.terminal().json(facts);
      return;
    }
    Instant now = blast.clock().instant();
    blast.terminal().fact(id + "  fires " + FiringPlan.words(plan.next(), zone, now));
    blast
        .terminal()
        .fact(address.map(where -> "Campaign: " + where).orElse("Nothing was scheduled."));
  }
}
