package dev.blast.aws.stack;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Audiences;
import dev.blast.audience.Revision;
import dev.blast.aws.S3Audiences;
import dev.blast.aws.S3Clients;
import dev.blast.aws.SqsShardOrders;
import dev.blast.aws.dynamo.BlastTable;
import dev.blast.aws.dynamo.DynamoClients;
import dev.blast.aws.dynamo.DynamoLedger;
import dev.blast.aws.run.DynamoCheckpoints;
import dev.blast.aws.run.DynamoDeadLetters;
import dev.blast.aws.run.DynamoPasses;
import dev.blast.aws.run.DynamoRedrives;
import dev.blast.aws.run.DynamoRunControl;
import dev.blast.aws.run.DynamoRunLog;
import dev.blast.aws.run.DynamoRuns;
import dev.blast.aws.s3.RunObjects;
import dev.blast.aws.schedule.EventBridgeSchedules;
import dev.blast.aws.schedule.ScheduleTarget;
import dev.blast.campaign.CampaignFile;
import dev.blast.delivery.DeadLetters;
import dev.blast.dispatch.Checkpoints;
import dev.blast.dispatch.Launch;
import dev.blast.dispatch.Passes;
import dev.blast.redrive.Redrives;
import dev.blast.run.Run;
import dev.blast.run.RunControl;
import dev.blast.run.RunLog;
import dev.blast.schedule.Schedules;
import dev.blast.stage.Staging;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The stores of a deployed stack, put together; account, region and endpoints are the environment's
 * as the SDK finds them. Thread-safe. Close it at the end.
 */
public final class StackWiring implements AutoCloseable {

  /** What it needs to be told. */
  public static final Set<StackVariable> NEEDED =
      Set.copyOf(
          EnumSet.of(
              StackVariable.BLAST_TABLE,
              StackVariable.BLAST_BUCKET,
              StackVariable.BLAST_KEEP_DAYS));

  /** A campaign that is larger is none. */
  private static final long LARGEST_CAMPAIGN = 1 << 20;

  private final StackVariables variables;
  private final DynamoDbClient dynamo;
  private final S3Client s3;
  private final S3Audiences files;
  private final RunObjects objects;
  private final DynamoRuns runs;
  private final DynamoLedger ledger;
  private final RunControl control;
  private final RunLog log;
  private final Passes passes;
  private final Redrives redrives;
  private final Keeping keeping;
  private final Checkpoints checkpoints;
  private final DeadLetters deadLetters;

  /**
   * @param connections requests to the table at a time, at most
   */
  public StackWiring(StackVariables variables, int connections, InstantSource clock) {
    this.variables = variables;
    BlastTable table = new BlastTable(variables.get(StackVariable.BLAST_TABLE));
    keeping = new Keeping(variables.count(StackVariable.BLAST_KEEP_DAYS));
    dynamo = DynamoClients.fromEnvironment(connections);
    s3 = S3Clients.fromEnvironment();
    files = new S3Audiences(() -> s3);
    objects = new RunObjects(s3, variables.get(StackVariable.BLAST_BUCKET), "");
    runs = new DynamoRuns(dynamo, table, objects);
    ledger =
        new DynamoLedger(
            dynamo,
            table,
            run -> runs.manifest(run).map(manifest -> manifest.shards().size()).orElse(0),
            clock,
            keeping.duration());
    control = new DynamoRunControl(dynamo, table);
    log = new DynamoRunLog(dynamo, table);
    passes = new DynamoPasses(dynamo, table);
    redrives = new DynamoRedrives(dynamo, table);
    checkpoints = new DynamoCheckpoints(dynamo, table);
    deadLetters = new DynamoDeadLetters(dynamo, table, objects);
  }

  public DynamoRuns runs() {
    return runs;
  }

  public DynamoLedger ledger() {
    return ledger;
  }

  public RunControl control() {
    return control;
  }

  public RunLog log() {
    return log;
  }

  public Passes passes() {
    return passes;
  }

  public Redrives redrives() {
    return redrives;
  }

  /** How long the ledger is kept. */
  public Keeping keeping() {
    return keeping;
  }

  public Checkpoints checkpoints() {
    return checkpoints;
  }

  public DeadLetters deadLetters() {
    return deadLetters;
  }

  /** Manifests, rejects, unpacked audiences and reports. */
  public RunObjects objects() {
    return objects;
  }

  /** The files that a campaign names. */
  public Audiences files(CampaignFile campaign) {
    return uri -> files.at(campaign.resolve(uri));
  }

  /** The frozen audience of a staged run. */
  public AudienceFile audience(Run run) {
    return Staging.audience(
        run.campaign(), runs.manifest(run.id()).orElseThrow(), files(run.file()));
  }

  /**
   * The text of a campaign file in S3.
   *
   * @throws UncheckedIOException when it cannot be read
   */
  public String text(String address) {
    AudienceFile file = files.at(address);
    try {
      Revision revision = file.look();
      if (revision.size() > LARGEST_CAMPAIGN) {
        throw new IOException("it has " + revision.size() + " bytes, too many for a campaign");
      }
      try (InputStream in = file.open(revision, 0, revision.size())) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot read the campaign " + address, failed);
    }
  }

  /** What orders the shards of runs, over the stack's queue of orders. */
  public Launch launch(SqsClient sqs) {
    return new Launch(
        passes,
        checkpoints,
        new SqsShardOrders(sqs, variables.get(StackVariable.BLAST_SHARD_QUEUE_URL)));
  }

  /**
   * Schedules that call a function of the stack.
   *
   * @param function the variable that holds its ARN
   */
  public Schedules calling(StackVariable function, SchedulerClient scheduler) {
    return new EventBridgeSchedules(
        scheduler,
        new ScheduleTarget(
            variables.get(function),
            variables.get(StackVariable.BLAST_SCHEDULE_ROLE),
            variables.get(StackVariable.BLAST_SCHEDULE_GROUP),
            Optional.of(variables.get(StackVariable.BLAST_SCHEDULE_DEAD_LETTER_QUEUE))));
  }

  @Override
  public void close() {
    dynamo.close();
    s3.close();
  }
}
