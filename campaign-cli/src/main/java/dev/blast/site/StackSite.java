package dev.blast.site;

import dev.blast.audience.AudienceFile;
import dev.blast.aws.SqsClients;
import dev.blast.aws.SqsShardOrders;
import dev.blast.aws.schedule.EventBridgeSchedules;
import dev.blast.aws.schedule.ScheduleTarget;
import dev.blast.aws.schedule.SchedulerClients;
import dev.blast.aws.stack.SsmClients;
import dev.blast.aws.stack.StackOutputs;
import dev.blast.aws.stack.StackVariable;
import dev.blast.aws.stack.StackVariables;
import dev.blast.aws.stack.StackWiring;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Problem;
import dev.blast.delivery.DeadLetter;
import dev.blast.dispatch.Launch;
import dev.blast.dispatch.Pass;
import dev.blast.dispatch.Passes.Latest;
import dev.blast.outcome.Ending;
import dev.blast.redrive.Redrives.Redrive;
import dev.blast.redrive.Selection;
import dev.blast.report.Facts;
import dev.blast.report.Point;
import dev.blast.run.Control;
import dev.blast.run.Pause;
import dev.blast.run.Refused;
import dev.blast.run.Run;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import dev.blast.run.RunLog;
import dev.blast.run.RunState;
import dev.blast.run.Runs;
import dev.blast.run.Waiting;
import dev.blast.schedule.ScheduleName;
import dev.blast.schedule.ScheduledCall;
import dev.blast.schedule.Schedules;
import dev.blast.schedule.Schedules.Created;
import dev.blast.scheduler.WatchHandler;
import dev.blast.stage.Manifest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * A deployed stack. Functions work on its runs: whoever operates on one changes what they look at,
 * and makes sure that they look.
 */
public final class StackSite implements Site {

  private static final Set<StackVariable> NEEDED = needed();

  /** One command at a time asks for things, at most a shard each. */
  private static final int TABLE_CONNECTIONS = 16;

  /** A schedule for an instant that has passed is refused; this is how long making it may take. */
  private static final Duration SOON = Duration.ofSeconds(10);

  /** What is waited for changes when an operator schedules something. */
  private static final Duration BETWEEN_SCHEDULES = Duration.ofSeconds(30);

  private final String name;
  private final String words;
  private final StackVariables variables;
  private final StackWiring stack;
  private final InstantSource clock;
  private @Nullable SqsClient sqs;
  private @Nullable SchedulerClient scheduler;
  private List<Waiting> waiting = List.of();
  private Instant waitingAt = Instant.EPOCH;

  private StackSite(String name, String words, StackVariables variables, InstantSource clock) {
    this.name = name;
    this.words = words;
    this.variables = variables;
    this.stack = new StackWiring(variables, TABLE_CONNECTIONS, clock);
    this.clock = clock;
  }

  private static Set<StackVariable> needed() {
    Set<StackVariable> all = EnumSet.copyOf(StackWiring.NEEDED);
    all.addAll(
        List.of(
            StackVariable.BLAST_SHARD_QUEUE_URL,
            StackVariable.BLAST_SCHEDULE_GROUP,
            StackVariable.BLAST_SCHEDULE_ROLE,
            StackVariable.BLAST_SCHEDULE_DEAD_LETTER_QUEUE,
            StackVariable.BLAST_TRIGGER_FUNCTION,
            StackVariable.BLAST_WATCH_FUNCTION));
    return Set.copyOf(all);
  }

  /**
   * The stack of this name, as its parameter in Systems Manager describes it. Account, region and
   * endpoints are the environment's, as the SDK finds them.
   *
   * @param words what to add to a command so that it is about this stack
   * @throws StackOutputs.NoSuchStack when there is none
   */
  public static StackSite named(String stack, String words, InstantSource clock) {
    try (SsmClient ssm = SsmClients.fromEnvironment()) {
      return new StackSite(stack, words, StackOutputs.read(ssm, stack, NEEDED), clock);
    }
  }

  /**
   * The region of the stack that a file describes.
   *
   * @throws StackOutputs.NoSuchStack when it cannot be read, or names none
   */
  public static String region(Path file) {
    return StackOutputs.region(StackOutputs.read(file, NEEDED), file.toString());
  }

  /** The stack that a file describes: {@code terraform output -json stack}. */
  public static StackSite of(Path file, String words, InstantSource clock) {
    return new StackSite(file.toString(), words, StackOutputs.read(file, NEEDED), clock);
  }

  /** A run is not operated on, because somebody is at work on it; the message says whom. */
  public static final class Busy extends Refused {
    private static final long serialVersionUID = 1L;

    Busy(String message) {
      super(message);
    }

    Busy(String message, RuntimeException cause) {
      super(message, cause);
    }
  }

  @Override
  public String name() {
    return "the stack " + name;
  }

  @Override
  public Runs runs() {
    return stack.runs();
  }

  @Override
  public RunControl control() {
    return stack.control();
  }

  @Override
  public RunLog log() {
    return stack.log();
  }

  @Override
  public Facts facts(RunId run) {
    return stack.ledger();
  }

  /** The queue of dead letters is the whole stack's. */
  @Override
  public void deadLetters(RunId run, Consumer<DeadLetter> each) {
    stack
        .deadLetters()
        .each(
            letter -> {
              if (letter.envelope().map(id -> id.run().equals(run)).orElse(true)) {
                each.accept(letter);
              }
            });
  }

  @Override
  public AudienceFile audience(Run run) {
    return stack.audience(run);
  }

  /** Until a run is over functions work on it, if its watch is called. */
  @Override
  public boolean isLive(RunId run) {
    return runs().state(run).filter(state -> !state.isFinal()).isPresent() && isWatched(run);
  }

  private boolean isWatched(RunId run) {
    return watches().find(watch(run).name()).isPresent();
  }

  @Override
  public boolean mayHaveForgotten(RunId run) {
    return stack.keeping().mayHaveForgotten(run, clock.instant());
  }

  /** Its watch ends it, when it was staged. */
  @Override
  public List<String> end(RunId run, Ending ending) {
    if (runs().manifest(run).isEmpty()) {
      RunState state = runs().advance(run, RunState.Event.CANCELLED_UNSTAGED);
    } else {
      keepWatched(run);
    }
    return List.of();
  }

  @Override
  public synchronized List<Waiting> waiting() {
    Instant now = clock.instant();
    if (now.isAfter(waitingAt.plus(BETWEEN_SCHEDULES))) {
      waiting = campaigns().waiting(now);
      waitingAt = now;
    }
    return waiting;
  }

  /** Kept nowhere: CloudWatch has the metrics of the whole stack. */
  @Override
  public List<Point> history(RunId run) {
    return List.of();
  }

  /** What happens in senders is theirs; what halts the run is known here. */
  @Override
  public List<String> hindrances(RunId run) {
    return control().of(run).pause().map(Pause::words).stream().toList();
  }

  @Override
  public Optional<Instant> lastChange(RunId run) {
    return Optional.empty();
  }

  @Override
  public String words() {
    return words;
  }

  /** What came of going on with a run. */
  public enum GoneOn {
    /** It has its orders and its watch. */
    ORDERED,
    /** Its trigger is called again, because the run was never staged. */
    TRIGGERED;

    /**
     * For the operator.
     *
     * @param paused whether it was
     */
    public String words(boolean paused) {
      return switch (this) {
        case TRIGGERED -> "was never staged; its trigger is called again within a minute";
        case ORDERED ->
            paused
                ? "goes on within two seconds"
                : "was not paused; what is open is dispatched again where that was done";
      };
    }
  }

  /**
   * Makes sure that functions work on a run that is not over: a redrive that broke off is finished,
   * orders that were never sent are sent, and its watch is called. Again is harmless, also while
   * others do the same.
   *
   * @param lifted whether it stood still until now; otherwise, whatever is on the queue, everything
   *     that is open is dispatched again once the latest pass is through: who asks sees that it
   *     does not go on
   * @throws Busy when others finish the same redrive
   */
  public GoneOn goOn(RunId id, boolean lifted) {
    Run run = runs().find(id).orElseThrow();
    Optional<Manifest> manifest = runs().manifest(id);
    if (manifest.isEmpty()) {
      triggerAgain(run);
      return GoneOn.TRIGGERED;
    }
    finishRedrive(run, manifest.get());
    if (control().of(id).cancelled().isEmpty()) {
      order(run, manifest.get(), !lifted);
    }
    createWatch(id);
    return GoneOn.ORDERED;
  }

  /**
   * A run without a watch was left alone by whoever died before making one; what an earlier pass
   * has put on the queue may be gone since.
   */
  private void order(Run run, Manifest manifest, boolean again) {
    Launch launch = launch();
    if ((again || !isWatched(run.id())) && launch.isDispatched(run.id(), manifest)) {
      boolean begun = launch.next(run, manifest);
    } else {
      // Orders that are on their queue stay the only ones: two of a kind would double the rate.
      boolean sent = launch.begin(run, manifest);
    }
  }

  private void triggerAgain(Run run) {
    ScheduleName again = ScheduleName.of("again", run.id().toString());
    ScheduledCall call =
        ScheduledCall.once(
            again,
            clock.instant().plus(SOON),
            StackCampaigns.event(run.file().origin().address(), run.id().scheduled().toString()));
    // One that is there is due within the same seconds, or is made anew.
    if (triggers().create(call) == Created.TAKEN && !triggers().replace(call)) {
      throw new Busy("run " + run.id() + " is being triggered at this moment; look again soon.");
    }
  }

  /**
   * Has the watch look at a staged run, which closes it; nothing changes when it does already. A
   * redrive that broke off is finished first.
   *
   * @throws Busy when others finish the same redrive
   */
  public void keepWatched(RunId id) {
    finishRedrive(runs().find(id).orElseThrow(), runs().manifest(id).orElseThrow());
    createWatch(id);
  }

  private void createWatch(RunId id) {
    ScheduledCall watch = watch(id);
    if (watches().create(watch) == Created.TAKEN) {
      throw new Busy(
          "another schedule than Blast's has the name "
              + watch.name()
              + "; delete it, and try again.");
    }
  }

  /**
   * Opens chosen recipients of a closed run again and has them sent to. A call that broke off is
   * finished by {@link #goOn}, which knows what was asked.
   *
   * @param permitted called first; it may refuse, and answers until when anybody may be attempted
   * @return how many
   * @throws Busy when the run's watch has not ended yet, when others redrive the run, or when the
   *     ledger may forget outcomes before the deadline; nobody is opened again then. Or when it
   *     broke off in the middle
   */
  public long redrive(RunId id, Selection selection, Supplier<Instant> permitted) {
    refuseForgotten(id, clock.instant());
    Run run = runs().find(id).orElseThrow();
    Manifest manifest = runs().manifest(id).orElseThrow();
    if (isWatched(id)) {
      // Of two reports that are written at a time the older one could stay.
      throw new Busy("the watch of " + id + " is still at its report; try again in a minute.");
    }
    // What was just written is not read back: a glance may be older than it.
    Instant until = permitted.get();
    refuseForgotten(id, until);
    return finish(begin(id, selection, until), run, manifest);
  }

  private Redrive begin(RunId id, Selection selection, Instant until) {
    Optional<Redrive> begun;
    try {
      begun = stack.redrives().begin(id, selection, until);
    } catch (RuntimeException failed) {
      throw new Busy(
          "whether the redrive of %s has begun is not known (%s). Look with: %s; where it is REOPENING go on with: %s"
              .formatted(id, words(failed), command("status", id), command("resume", id)),
          failed);
    }
    return begun.orElseThrow(
        () -> new Busy("another redrive of " + id + " has begun; see: " + command("status", id)));
  }

  /** Whoever is forgotten looks open, and would be sent to once more. */
  private void refuseForgotten(RunId id, Instant until) {
    Instant latest = stack.keeping().latestDeadline(id.scheduled());
    if (until.isAfter(latest)) {
      throw new Busy(
          "nobody of %s is sent to again until %s: the stack keeps its ledger for %d days, and may have forgotten who was sent to by then. %s"
              .formatted(
                  id,
                  until,
                  stack.keeping().days(),
                  clock.instant().isBefore(latest)
                      ? "Give a deadline before " + latest + ", as in --deadline 2h."
                      : "Send to them by a campaign of its own; who they are says: "
                          + command("report", id)));
    }
  }

  private void finishRedrive(Run run, Manifest manifest) {
    stack
        .redrives()
        .reopening(run.id())
        .ifPresent(
            redrive -> {
              long reopened = finish(redrive, run, manifest);
            });
  }

  /**
   * All that follows the first write of a redrive. Several may do it at a time: each envelope is
   * opened by one of them, and one of them goes beyond the opening.
   */
  private long finish(Redrive redrive, Run run, Manifest manifest) {
    RunId id = run.id();
    try {
      long reopened =
          stack.ledger().reopen(id, redrive.selection(), () -> isBetweenItsEnds(redrive));
      beginPass(redrive, run, manifest);
      Control asked = control().change(id, before -> before.withDeadline(redrive.until()));
      if (!stack.redrives().reopened(redrive)) {
        throw new Busy(
            "another has gone on with the redrive of " + id + "; see: " + command("status", id));
      }
      if (asked.cancelled().isEmpty()) {
        boolean ordered = launch().begin(run, manifest);
      }
      // Last: whoever finds no watch knows that something may be left to do.
      createWatch(id);
      return reopened;
    } catch (Busy others) {
      throw others;
    } catch (RuntimeException failed) {
      throw new Busy(
          "the redrive of %s broke off (%s). Nobody is lost; go on with: %s"
              .formatted(id, words(failed), command("resume", id)),
          failed);
    }
  }

  private boolean isBetweenItsEnds(Redrive redrive) {
    return stack.redrives().reopening(redrive.run()).filter(redrive::equals).isPresent();
  }

  /**
   * The pass that sends to them, without its orders yet. Who was overtaken leaves none: a pass
   * whose orders were sent is from before the redrive where that is still between its ends
   * afterwards, and begun it is only next to the one that was read.
   */
  private void beginPass(Redrive redrive, Run run, Manifest manifest) {
    Optional<Latest> latest = stack.passes().of(redrive.run());
    boolean due =
        latest.map(Latest::ordered).orElse(true) || launch().isDispatched(run.id(), manifest);
    if (due && isBetweenItsEnds(redrive)) {
      boolean begun =
          stack
              .passes()
              .begin(latest.map(known -> known.pass().next()).orElse(Pass.first(redrive.run())));
    }
  }

  private static String words(RuntimeException failed) {
    return SiteFailure.of(failed)
        .map(SiteFailure::what)
        .orElseGet(() -> String.valueOf(failed.getMessage()));
  }

  /**
   * Why a campaign may not fire then: the stack would forget its run before the deadline. Empty
   * when it may.
   */
  public Optional<Problem> problem(CampaignFile file, Instant fires) {
    Campaign campaign = file.campaign();
    return stack
        .keeping()
        .problem(
            file.origin().toString(),
            campaign.deadline().of(fires, campaign.schedule().zone()),
            fires);
  }

  /** Campaigns that fire by themselves. */
  public StackCampaigns campaigns() {
    return new StackCampaigns(triggers(), stack.objects(), clock);
  }

  private Launch launch() {
    return new Launch(
        stack.passes(),
        stack.checkpoints(),
        new SqsShardOrders(sqs(), variables.get(StackVariable.BLAST_SHARD_QUEUE_URL)));
  }

  private ScheduledCall watch(RunId id) {
    return WatchHandler.call(id, stack.redrives().latest(id));
  }

  private Schedules watches() {
    return schedules(StackVariable.BLAST_WATCH_FUNCTION);
  }

  private Schedules triggers() {
    return schedules(StackVariable.BLAST_TRIGGER_FUNCTION);
  }

  private Schedules schedules(StackVariable function) {
    return new EventBridgeSchedules(
        scheduler(),
        new ScheduleTarget(
            variables.get(function),
            variables.get(StackVariable.BLAST_SCHEDULE_ROLE),
            variables.get(StackVariable.BLAST_SCHEDULE_GROUP),
            Optional.of(variables.get(StackVariable.BLAST_SCHEDULE_DEAD_LETTER_QUEUE))));
  }

  private synchronized SqsClient sqs() {
    if (sqs == null) {
      sqs = SqsClients.fromEnvironment(1);
    }
    return sqs;
  }

  private synchronized SchedulerClient scheduler() {
    if (scheduler == null) {
      scheduler = SchedulerClients.fromEnvironment();
    }
    return scheduler;
  }

  @Override
  public synchronized void close() {
    if (sqs != null) {
      sqs.close();
    }
    if (scheduler != null) {
      scheduler.close();
    }
    stack.close();
  }
}
