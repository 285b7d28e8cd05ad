package dev.blast.local;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Audiences;
import dev.blast.audience.LocalFile;
import dev.blast.aws.S3Audiences;
import dev.blast.aws.S3Clients;
import dev.blast.campaign.CampaignFile;
import dev.blast.delivery.Channels;
import dev.blast.delivery.Channels.ChannelUnavailable;
import dev.blast.dispatch.EnvelopeQueue.QueueUnavailable;
import dev.blast.outcome.Ending;
import dev.blast.redrive.Selection;
import dev.blast.report.Audit;
import dev.blast.run.Firing;
import dev.blast.run.Firing.Fired;
import dev.blast.run.Refused;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.scheduler.TriggerHandler;
import dev.blast.sender.channel.SenderChannels;
import dev.blast.stage.Manifest;
import dev.blast.stage.Rejects;
import dev.blast.stage.RejectsFile;
import dev.blast.stage.Staging;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Everything that is done on one machine; only an audience in S3 needs an account. Thread-safe. */
public final class LocalBlast {

  private static final Executor QUEUE_STARTER =
      task -> Thread.ofPlatform().daemon().name("queue-start").start(task);

  private final RunFolders runs;
  private final Interference between;
  private final Function<String, @Nullable String> environment;
  private final InstantSource clock;
  private final S3Audiences s3 = new S3Audiences(S3Clients::fromEnvironment);
  private final Map<RunId, Reserved> staged = new ConcurrentHashMap<>();

  /**
   * @param data the folder that runs are kept in
   */
  public LocalBlast(Path data, InstantSource clock) {
    this(data, System::getenv, clock);
  }

  /**
   * @param environment says where alerts go; null for a variable that is not set
   */
  LocalBlast(Path data, Function<String, @Nullable String> environment, InstantSource clock) {
    this(data, environment, Interference.NONE, clock);
  }

  /**
   * For self-tests: without alerts.
   *
   * @param between what is put between the parts of every run
   */
  public LocalBlast(Path data, Interference between, InstantSource clock) {
    this(data, name -> null, between, clock);
  }

  private LocalBlast(
      Path data,
      Function<String, @Nullable String> environment,
      Interference between,
      InstantSource clock) {
    this.between = between;
    this.runs = new RunFolders(data);
    this.environment = environment;
    this.clock = clock;
  }

  Function<String, @Nullable String> environment() {
    return environment;
  }

  public RunFolders runs() {
    return runs;
  }

  /** Its time, in tests and self-tests too. */
  public InstantSource clock() {
    return clock;
  }

  /**
   * The channels of this machine: {@code ${env:NAME}} is this process's environment.
   *
   * @throws ChannelUnavailable when alerts could not be sent where the environment says: nobody
   *     would hear that they are not
   */
  public static SenderChannels channels(InstantSource clock) {
    AlertWiring.check(System::getenv);
    return new SenderChannels(System::getenv, clock);
  }

  /** {@link #fire(CampaignFile, Instant, UnaryOperator)}, whatever staging answers. */
  public Fired fire(CampaignFile file, Instant scheduled) {
    return fire(file, scheduled, UnaryOperator.identity());
  }

  /**
   * Makes a run of the campaign through the trigger's handler, as EventBridge Scheduler would.
   *
   * @param accepted makes of the answer of staging what the run goes by: it may refuse
   */
  public Fired fire(CampaignFile file, Instant scheduled, UnaryOperator<Staging.Answer> accepted) {
    AtomicReference<@Nullable Fired> fired = new AtomicReference<>();
    TriggerHandler handler =
        new TriggerHandler(origin -> file, firing(run -> stage(run, accepted)), fired::set);
    Instant end = clock.instant().plus(Duration.ofMinutes(15));
    Map<String, String> answer =
        handler.handleRequest(
            TriggerHandler.event(file.origin().toString(), scheduled.toString()),
            new Invocation("local-trigger", "TriggerHandler", end, clock, line -> {}));
    return Objects.requireNonNull(fired.get(), answer::toString);
  }

  /** Stages a run whose process died before it was staged. */
  public Fired stageAgain(Run run) {
    return firing(again -> stage(again, UnaryOperator.identity())).stage(run);
  }

  private Firing firing(Firing.Stager stager) {
    return new Firing(runs, stager, Firing.Late.FORGOTTEN, clock);
  }

  /** Keeps the run's lock for {@link #begin}, so that nobody takes it for an interrupted one. */
  private Staging.Answer stage(Run run, UnaryOperator<Staging.Answer> accepted) {
    Reserved reserved = reserve(run);
    RunFolder folder = runs.folder(run.id());
    try (RejectsFile rejects = new RejectsFile(folder.rejects())) {
      Staging.Answer answer = accepted.apply(stage(run.file(), folder.path(), rejects));
      if (answer instanceof Staging.Answer.Staged) {
        staged.put(run.id(), reserved);
      }
      return answer;
    } finally {
      if (!staged.containsKey(run.id())) {
        reserved.release();
      }
    }
  }

  /** What a run takes before it can begin: its lock, and a queue that starts meanwhile. */
  private record Reserved(RunLock lock, CompletableFuture<EmbeddedQueue> queue) {
    void release() {
      CompletableFuture<Void> closing = queue.thenAccept(EmbeddedQueue::close);
      lock.close();
    }
  }

  private Reserved reserve(Run run) {
    RunLock lock = take(run.id());
    return new Reserved(
        lock,
        CompletableFuture.supplyAsync(() -> LocalWiring.startQueue(run, between), QUEUE_STARTER));
  }

  /** Another process works on the run. */
  public static final class TakenByAnother extends Refused {
    private static final long serialVersionUID = 1L;

    public TakenByAnother(RunId id) {
      super("run " + id + " is under way in another process; 'blast status' shows it.");
    }
  }

  /** Stages without a run: the dry run. Sends nothing, freezes nothing. */
  public Staging.Answer stage(CampaignFile file, Path folder, Rejects rejects) {
    return new Staging(files(file)).stage(file.campaign(), folder, rejects);
  }

  private Audiences files(CampaignFile file) {
    return uri -> {
      String address = file.resolve(uri);
      return S3Audiences.covers(address)
          ? s3.at(address)
          : new QuietFile(new LocalFile(Path.of(address)), clock);
    };
  }

  /** The frozen audience of a run. */
  public AudienceFile audience(Run run) {
    return Staging.audience(run.campaign(), files(run.file()), runs.folder(run.id()).path());
  }

  /**
   * Ends a run on which nobody works, for everybody who is still open, and closes it when its books
   * balance.
   *
   * @throws TakenByAnother when another process has it
   */
  public Audit.Answer end(RunId id, Ending ending) {
    Manifest manifest = runs.manifest(id).orElseThrow();
    try (RunLock lock = take(id);
        SqliteLedger ledger = runs.ledger(id)) {
      // Whoever held a lease of this run held its lock, which is ours now.
      List<InFlight> inFlight = ledger.voidLeases();
      ledger.endings().end(id, ending);
      long recipients = manifest.counts().recipients();
      boolean over = ledger.endings().sweep(id, ending, recipients, clock.instant());
      Audit.Answer answer = new Audit(ledger).audit(id, manifest);
      if (answer instanceof Audit.Answer.Balanced) {
        RunState closed = runs.advance(id, RunState.Event.BOOKS_BALANCED);
      }
      return answer;
    }
  }

  /**
   * Opens chosen recipients of a closed run again; {@link #begin} sends to them.
   *
   * @param permitted called first, while no other process can change the run; it may refuse
   * @return how many
   * @throws TakenByAnother when another process has it
   */
  public long reopen(RunId id, Selection selection, Supplier<Instant> permitted) {
    try (RunLock lock = take(id);
        SqliteLedger ledger = runs.ledger(id)) {
      Instant until = permitted.get();
      // First, so that a process that dies in between leaves a run that can be resumed.
      RunState again = runs.advance(id, RunState.Event.REDRIVEN);
      return ledger.endings().reopen(id, selection);
    }
  }

  private RunLock take(RunId id) {
    return runs.lock(id).orElseThrow(() -> new TakenByAnother(id));
  }

  /**
   * Takes a staged run for this process and makes ready to send.
   *
   * @param channels stay the caller's to close
   * @throws TakenByAnother when another process has it
   */
  public LiveRun begin(RunId id, Channels channels) {
    return begin(id, channels, between);
  }

  private static EmbeddedQueue started(CompletableFuture<EmbeddedQueue> queue) {
    try {
      return queue.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof QueueUnavailable refused ? refused : failed;
    }
  }

  LiveRun begin(RunId id, Channels channels, Interference between) {
    Reserved reserved =
        Optional.ofNullable(staged.remove(id))
            .orElseGet(() -> reserve(runs.find(id).orElseThrow()));
    try {
      return LiveRun.begin(
          this, id, reserved.lock(), started(reserved.queue()), channels, between, clock);
    } catch (RuntimeException failed) {
      reserved.release();
      throw failed;
    }
  }
}
