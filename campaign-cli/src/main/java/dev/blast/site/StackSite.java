package dev.blast.site;

import dev.blast.audience.AudienceFile;
import dev.blast.aws.SqsClients;
import dev.blast.aws.schedule.SchedulerClients;
import dev.blast.aws.stack.SsmClients;
import dev.blast.aws.stack.StackOutputs;
import dev.blast.aws.stack.StackVariable;
import dev.blast.aws.stack.StackVariables;
import dev.blast.aws.stack.StackWiring;
import dev.blast.campaign.CampaignFile;
import dev.blast.delivery.DeadLetter;
import dev.blast.dispatch.Launch;
import dev.blast.local.ShellCommand;
import dev.blast.outcome.Ending;
import dev.blast.redrive.Selection;
import dev.blast.report.Facts;
import dev.blast.report.Point;
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

  /** Two hundred runs, asked for every two seconds, were a hundred requests a second. */
  private static final Duration RESTS_UNSEEN = Duration.ofMinutes(1);

  private final String name;
  private final ShellCommand options;
  private final StackVariables variables;
  private final StackWiring stack;
  private final StackRedrive redrive;
  private final InstantSource clock;
  private @Nullable SqsClient sqs;
  private @Nullable SchedulerClient scheduler;
  private List<Waiting> waiting = List.of();
  private Instant waitingAt = Instant.EPOCH;

  private StackSite(
      String name, ShellCommand options, StackVariables variables, InstantSource clock) {
    this.name = name;
    this.options = options;
    this.variables = variables;
    this.stack = new StackWiring(variables, TABLE_CONNECTIONS, clock);
    this.redrive = new StackRedrive(this, stack, clock);
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
            StackVariable.BLAST_WATCH_FUNCTION,
            StackVariable.BLAST_SECRETS,
            StackVariable.BLAST_CHANNEL_SECRETS,
            StackVariable.BLAST_SENDER_TIMEOUT,
            StackVariable.BLAST_CONCURRENCY));
    return Set.copyOf(all);
  }

  /**
   * The stack of this name, as its parameter in Systems Manager describes it. Account, region and
   * endpoints are the environment's, as the SDK finds them.
   *
   * @param options what to add to a command so that it is about this stack
   * @throws StackOutputs.NoSuchStack when there is none
   */
  public static StackSite named(String stack, ShellCommand options, InstantSource clock) {
    try (SsmClient ssm = SsmClients.fromEnvironment()) {
      return new StackSite(stack, options, StackOutputs.read(ssm, stack, NEEDED), clock);
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
  public static StackSite of(Path file, ShellCommand options, InstantSource clock) {
    return new StackSite(file.toString(), options, StackOutputs.read(file, NEEDED), clock);
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

  boolean isWatched(RunId run) {
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
  public Duration restsUnseen() {
    return RESTS_UNSEEN;
  }

  @Override
  public ShellCommand options() {
    return options;
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
    redrive.finish(run, manifest.get());
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
    redrive.finish(runs().find(id).orElseThrow(), runs().manifest(id).orElseThrow());
    createWatch(id);
  }

  void createWatch(RunId id) {
    ScheduledCall watch = watch(id);
    if (watches().create(watch) == Created.TAKEN) {
      throw new Busy(
          "another schedule than Blast's has the name "
              + watch.name()
              + "; delete it, and try again.");
    }
  }

  /** {@link StackRedrive#redrive}. */
  public long redrive(RunId id, Selection selection, Operation.Permit permit) {
    return redrive.redrive(id, selection, permit);
  }

  /**
   * What a pre-flight check finds; nothing is changed.
   *
   * @param fires when the campaign does; empty where that is not known, and its deadline is not
   *     looked at
   */
  public List<Finding> preflight(CampaignFile file, Optional<Instant> fires) {
    return new Preflight(variables, stack.keeping(), clock).of(file, fires);
  }

  /** Campaigns that fire by themselves. */
  public StackCampaigns campaigns() {
    return new StackCampaigns(triggers(), stack.objects(), clock);
  }

  Launch launch() {
    return stack.launch(sqs());
  }

  private ScheduledCall watch(RunId id) {
    return WatchHandler.call(id, stack.redrives().latest(id));
  }

  private Schedules watches() {
    return stack.calling(StackVariable.BLAST_WATCH_FUNCTION, scheduler());
  }

  private Schedules triggers() {
    return stack.calling(StackVariable.BLAST_TRIGGER_FUNCTION, scheduler());
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
