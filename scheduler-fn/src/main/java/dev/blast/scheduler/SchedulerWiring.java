package dev.blast.scheduler;

import dev.blast.alert.Alerts;
import dev.blast.aws.SqsClients;
import dev.blast.aws.SqsDepths;
import dev.blast.aws.SqsEnvelopeQueue;
import dev.blast.aws.SqsPostponements;
import dev.blast.aws.alert.SnsAlerts;
import dev.blast.aws.alert.SnsClients;
import dev.blast.aws.function.FunctionRuntime;
import dev.blast.aws.function.Meter;
import dev.blast.aws.function.MeteredFacts;
import dev.blast.aws.function.MeteredQueue;
import dev.blast.aws.s3.AheadObjects;
import dev.blast.aws.s3.ReportObjects;
import dev.blast.aws.s3.S3Stager;
import dev.blast.aws.schedule.EventBridgeSchedules;
import dev.blast.aws.schedule.ScheduleTarget;
import dev.blast.aws.schedule.SchedulerClients;
import dev.blast.aws.stack.StackVariable;
import dev.blast.aws.stack.StackVariables;
import dev.blast.aws.stack.StackWiring;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.Origin;
import dev.blast.campaign.Problem;
import dev.blast.delivery.Postponements;
import dev.blast.dispatch.AdaptiveQueue;
import dev.blast.dispatch.DispatchSettings;
import dev.blast.dispatch.Dispatcher;
import dev.blast.dispatch.Launch;
import dev.blast.dispatch.ShardDispatch;
import dev.blast.dispatch.SpreadQueue;
import dev.blast.report.Audit;
import dev.blast.run.AheadStager;
import dev.blast.run.Firing;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.schedule.Schedules;
import dev.blast.stage.Manifest;
import dev.blast.stage.Staging;
import dev.blast.watch.Keeper;
import dev.blast.watch.Watch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The parts of the functions that trigger, dispatch and watch, put together. Thread-safe. */
public final class SchedulerWiring {

  /** What the trigger needs to be told. */
  public static final Set<StackVariable> TRIGGER =
      with(
          StackVariable.BLAST_SHARD_QUEUE_URL,
          StackVariable.BLAST_ALERT_TOPIC,
          StackVariable.BLAST_SCHEDULE_GROUP,
          StackVariable.BLAST_SCHEDULE_ROLE,
          StackVariable.BLAST_SCHEDULE_DEAD_LETTER_QUEUE,
          StackVariable.BLAST_WATCH_FUNCTION);

  /** What the dispatcher of shards needs to be told. */
  public static final Set<StackVariable> SHARD =
      with(StackVariable.BLAST_SHARD_QUEUE_URL, StackVariable.BLAST_QUEUE_URLS);

  /** What the watch needs to be told. */
  public static final Set<StackVariable> WATCH =
      with(
          StackVariable.BLAST_SHARD_QUEUE_URL,
          StackVariable.BLAST_QUEUE_URLS,
          StackVariable.BLAST_ALERT_TOPIC,
          StackVariable.BLAST_SCHEDULE_GROUP);

  private static final int TABLE_CONNECTIONS = 32;
  private static final int QUEUE_CONNECTIONS = 8;

  /** A call a minute: the next one takes over. */
  private static final Duration UNTIL_NEXT_CALL = Duration.ofSeconds(58);

  private final StackVariables variables;
  private final Meter meter;
  private final InstantSource clock;
  private final StackWiring stack;
  private final SqsClient sqs;
  private final Halts halts;
  private @Nullable SchedulerClient scheduler;
  private @Nullable Alerts alerts;

  SchedulerWiring(StackVariables variables, InstantSource clock) {
    this(variables, Meter.NONE, clock);
  }

  private SchedulerWiring(StackVariables variables, Meter meter, InstantSource clock) {
    this.variables = variables;
    this.meter = meter;
    this.clock = clock;
    this.stack = new StackWiring(variables, TABLE_CONNECTIONS, clock);
    this.sqs = SqsClients.fromEnvironment(QUEUE_CONNECTIONS);
    this.halts = new Halts(stack.runs(), stack.control(), stack.passes(), stack.log(), clock);
  }

  private static Set<StackVariable> with(StackVariable... more) {
    Set<StackVariable> all = EnumSet.copyOf(StackWiring.NEEDED);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }

  /**
   * Of this process's environment.
   *
   * @param function the name of the function that this is
   * @param needed what it needs
   * @throws IllegalStateException that names the variables that are missing
   */
  static SchedulerWiring fromEnvironment(String function, Set<StackVariable> needed) {
    return new SchedulerWiring(
        StackVariables.read(System::getenv, needed),
        FunctionRuntime.start(function),
        InstantSource.system());
  }

  /** The campaign file at an address; all its problems in the exception when it has any. */
  CampaignFile campaign(String address) {
    return switch (CampaignReader.readFrozen(new Origin(address), stack.text(address))) {
      case CampaignReader.Reading.Read(CampaignFile file) -> file;
      case CampaignReader.Reading.Rejected(List<Problem> problems) ->
          throw new IllegalArgumentException(words(problems));
    };
  }

  private static String words(List<Problem> problems) {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
  }

  Firing firing() {
    Firing.Stager ahead =
        new AheadStager(
            new AheadObjects(stack.objects()),
            stack::files,
            new S3Stager(stack.objects(), stack::files),
            stack.log(),
            clock);
    return new Firing(stack.runs(), run -> stage(run, ahead), Firing.Late.RECORDED, clock);
  }

  /** What follows a trigger. */
  FollowUp followUp() {
    return new FollowUp(
        stack.runs(),
        stack.redrives(),
        run -> firing().stage(run),
        launch(),
        watches(),
        stack.log(),
        alerts(),
        clock);
  }

  private Staging.Answer stage(Run run, Firing.Stager stager) {
    Optional<Problem> tooLong =
        stack.keeping().problem(run.file().origin().toString(), run.deadline(), clock.instant());
    if (tooLong.isPresent()) {
      return new Staging.Answer.Refused(List.of(tooLong.get()));
    }
    followUp().watch(run.id());
    return stager.stage(run);
  }

  private Launch launch() {
    return stack.launch(sqs);
  }

  /** Schedules that call the watch. */
  private Schedules watches() {
    return stack.calling(StackVariable.BLAST_WATCH_FUNCTION, scheduler());
  }

  /** The watch cannot be told its own ARN: it deletes schedules, and makes none. */
  private Schedules toDeleteFrom() {
    return new EventBridgeSchedules(
        scheduler(),
        new ScheduleTarget(
            "", "", variables.get(StackVariable.BLAST_SCHEDULE_GROUP), Optional.empty()));
  }

  private synchronized SchedulerClient scheduler() {
    if (scheduler == null) {
      scheduler = SchedulerClients.fromEnvironment();
    }
    return scheduler;
  }

  private synchronized Alerts alerts() {
    if (alerts == null) {
      alerts =
          new SnsAlerts(
              SnsClients.fromEnvironment(), variables.get(StackVariable.BLAST_ALERT_TOPIC));
    }
    return alerts;
  }

  ShardDispatch shardDispatch() {
    SqsClient sending = SqsClients.senderFromEnvironment(AdaptiveQueue.MOST);
    SpreadQueue queues =
        new SpreadQueue(
            variables.list(StackVariable.BLAST_QUEUE_URLS).stream()
                .map(url -> new SqsEnvelopeQueue(sending, url))
                .toList());
    Dispatcher dispatcher =
        new Dispatcher(
            new AdaptiveQueue(new MeteredQueue(queues, meter), System::nanoTime),
            stack.checkpoints(),
            stack.ledger(),
            DispatchSettings.DEFAULT,
            clock,
            Thread::sleep);
    return new ShardDispatch(
        stack.runs(), stack::audience, stack.ledger(), dispatcher, stack.control(), clock);
  }

  /** What the runs were asked to do. */
  Halts halts() {
    return halts;
  }

  Postponements shardPostponements() {
    return new SqsPostponements(
        sqs,
        variables.get(StackVariable.BLAST_SHARD_QUEUE_URL),
        (messages, why) -> warn("not postponed messages=" + messages + " why=" + why));
  }

  /**
   * The keeper of a staged run; empty for one that is not staged yet.
   *
   * @param redrive the number of its latest redrive
   */
  Optional<Keeper> keeper(RunId id, int redrive) {
    Run run =
        stack
            .runs()
            .find(id)
            .orElseThrow(() -> new IllegalArgumentException("no run " + id + " in this stack"));
    return stack.runs().manifest(id).map(manifest -> keeper(run, manifest, redrive));
  }

  private Keeper keeper(Run run, Manifest manifest, int redrive) {
    // A process that died between the two left a manifest, and the run as if it had none.
    RunState staged = stack.runs().advance(run.id(), RunState.Event.MANIFEST_FROZEN);
    Watch watch =
        new Watch(
            run,
            manifest,
            new MeteredFacts(
                stack.ledger(),
                () -> halts.asked(run.id()).deadline().orElse(run.deadline()),
                manifest.counts().recipients(),
                meter,
                clock),
            stack.ledger(),
            stack.control(),
            stack.log(),
            clock);
    SqsDepths depths = new SqsDepths(sqs, variables.list(StackVariable.BLAST_QUEUE_URLS));
    return new Keeper(
        run,
        manifest,
        redrive,
        new Keeper.Parts(
            stack.runs(),
            stack.redrives(),
            watch,
            launch(),
            new Audit(stack.ledger()),
            stack.ledger(),
            () -> depths.messages() == 0,
            clock));
  }

  /** Where a run stands that is not staged; nobody stages it after its deadline. */
  private Optional<RunState> unstaged(RunId id) {
    Optional<Run> run = stack.runs().find(id);
    if (run.filter(known -> clock.instant().isBefore(known.deadline())).isPresent()) {
      return stack.runs().state(id);
    }
    return run.map(known -> stack.runs().advance(id, RunState.Event.CANCELLED_UNSTAGED));
  }

  WatchHandler.Parts watchParts() {
    return new WatchHandler.Parts(
        this::unstaged,
        stack.redrives()::latest,
        new ReportObjects(
            stack.objects(), stack.runs(), stack::audience, stack.ledger(), stack.redrives()),
        alerts(),
        toDeleteFrom(),
        Thread::sleep,
        UNTIL_NEXT_CALL,
        clock);
  }

  /** Writes the metrics of an invocation, at its end. */
  void emit() {
    meter.emit();
  }

  private static void warn(String line) {
    System.getLogger(SchedulerWiring.class.getName()).log(System.Logger.Level.WARNING, line);
  }
}
