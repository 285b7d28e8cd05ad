package dev.blast.cli;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.aws.MemoryS3;
import dev.blast.aws.SqsClients;
import dev.blast.aws.alert.SnsServer;
import dev.blast.aws.dynamo.LocalDynamo;
import dev.blast.aws.schedule.SchedulerServer;
import dev.blast.aws.stack.LambdaServer;
import dev.blast.aws.stack.SsmServer;
import dev.blast.local.EmbeddedQueue;
import dev.blast.local.EventSourceMapping;
import dev.blast.scheduler.Functions;
import dev.blast.scheduler.WatchHandler;
import dev.blast.sender.StackSenders;
import dev.blast.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A stack in this process: emulators that the SDK finds by its standard settings, and the real
 * functions, called as AWS calls them. The watch is called at once when its schedule is there.
 */
final class StackStand implements AutoCloseable {

  static final String NAME = "prod";

  /** What {@code ${env:STAND_TOKEN}} stands for where its senders are. */
  static final String SECRET = "s3cret-of-the-stack";

  static final String TRIGGER = "arn:aws:lambda:us-east-1:123456789012:function:blast-trigger";
  static final String WATCH = "arn:aws:lambda:us-east-1:123456789012:function:blast-watch";
  static final String ROLE = "arn:aws:iam::123456789012:role/blast-schedules";
  static final String DEAD_CALLS = "arn:aws:sqs:us-east-1:123456789012:blast-dead-calls";

  /** 36 s of it are for attempts. */
  static final Duration SENDER_TIMEOUT = Duration.ofSeconds(50);

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LocalDynamo dynamo = new LocalDynamo();
  private final SchedulerServer scheduler = new SchedulerServer();
  private final SnsServer sns = new SnsServer();
  private final SsmServer ssm = new SsmServer();
  private final LambdaServer lambda = new LambdaServer();
  private final EmbeddedQueue queue =
      EmbeddedQueue.start(new EmbeddedQueue.Settings(Duration.ofSeconds(60), 1_000, 2));
  private final AwsSettings aws = new AwsSettings();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final Set<String> watched = ConcurrentHashMap.newKeySet();
  private final Optional<Worker> worker;
  private final EventSourceMapping shards;
  private final SqsClient sqs;
  private final WatchHandler watch;
  private final Thread watching;
  private volatile boolean unwatched;

  StackStand() {
    this(true);
  }

  /** Envelopes wait on the queue until somebody delivers them. */
  static StackStand withoutSenders() {
    return new StackStand(false);
  }

  private StackStand(boolean sends) {
    aws.set("aws.endpointUrlDynamoDb", LocalDynamo.endpoint());
    aws.set("aws.endpointUrlS3", MemoryS3.shared().endpoint());
    aws.set("aws.endpointUrlScheduler", scheduler.endpoint());
    aws.set("aws.endpointUrlSns", sns.endpoint());
    aws.set("aws.endpointUrlSqs", queue.endpoint());
    aws.set("aws.endpointUrlSsm", ssm.endpoint());
    aws.set("aws.endpointUrlLambda", lambda.endpoint());
    aws.set("aws.region", "us-east-1");
    aws.set("aws.accessKeyId", "id");
    aws.set("aws.secretAccessKey", "secret");
    variables.put("BLAST_TABLE", dynamo.table().name());
    variables.put("BLAST_BUCKET", MemoryS3.BUCKET);
    variables.put("BLAST_QUEUE_URLS", queue.urls().getFirst());
    variables.put("BLAST_SHARD_QUEUE_URL", queue.urls().getLast());
    variables.put("BLAST_DEAD_LETTER_QUEUE_URL", queue.deadLetterUrl());
    variables.put("BLAST_ALERT_TOPIC", SnsServer.TOPIC);
    variables.put("BLAST_SCHEDULE_GROUP", SchedulerServer.GROUP);
    variables.put("BLAST_SCHEDULE_ROLE", ROLE);
    variables.put("BLAST_SCHEDULE_DEAD_LETTER_QUEUE", DEAD_CALLS);
    variables.put("BLAST_TRIGGER_FUNCTION", TRIGGER);
    variables.put("BLAST_WATCH_FUNCTION", WATCH);
    variables.put("BLAST_KEEP_DAYS", "30");
    variables.put("BLAST_SENDER_TIMEOUT", Long.toString(SENDER_TIMEOUT.toSeconds()));
    variables.put("BLAST_CONCURRENCY", "6");
    variables.put("BLAST_CHANNEL_SECRETS", "[]");
    variables.put("BLAST_SECRETS", "{\"STAND_TOKEN\": \"/blast/prod/token\"}");
    ssm.put("/blast/prod/token", SECRET);
    publish();
    InstantSource clock = InstantSource.system();
    sqs = SqsClients.fromEnvironment(8);
    shards =
        new EventSourceMapping(
            sqs,
            queue.urls().getLast(),
            Functions.shards(variables),
            new EventSourceMapping.Settings(1, Duration.ZERO, 2, Duration.ofSeconds(50)),
            event -> {},
            clock);
    shards.start();
    worker = sends ? Optional.of(sender(clock)) : Optional.empty();
    worker.ifPresent(Worker::start);
    watch = Functions.watch(variables);
    watching = Thread.ofVirtual().start(this::watchAll);
  }

  private Worker sender(InstantSource clock) {
    return new Worker(
        StackSenders.sender(variables),
        queue.urls().subList(0, 1),
        2,
        SENDER_TIMEOUT,
        line -> {},
        clock);
  }

  /** Describes the stack by its variables, as Terraform does. */
  void publish() {
    ssm.put("/blast/" + NAME + "/stack", JSON.valueToTree(variables).toString());
  }

  /** Where another process finds the emulators: the variables that the SDK reads. */
  Map<String, String> endpoints() {
    return Map.of(
        "AWS_ENDPOINT_URL_SSM", ssm.endpoint().toString(),
        "AWS_ENDPOINT_URL_DYNAMODB", LocalDynamo.endpoint().toString(),
        "AWS_ENDPOINT_URL_S3", MemoryS3.shared().endpoint().toString(),
        "AWS_ENDPOINT_URL_SNS", sns.endpoint().toString(),
        "AWS_ENDPOINT_URL_SQS", queue.endpoint().toString(),
        "AWS_REGION", "us-east-1",
        "AWS_ACCESS_KEY_ID", "id",
        "AWS_SECRET_ACCESS_KEY", "secret");
  }

  SchedulerServer scheduler() {
    return scheduler;
  }

  SsmServer ssm() {
    return ssm;
  }

  LambdaServer lambda() {
    return lambda;
  }

  LocalDynamo dynamo() {
    return dynamo;
  }

  Map<String, String> variables() {
    return variables;
  }

  /** Nobody calls the watch from now on, or somebody does again. */
  void unwatched(boolean asked) {
    unwatched = asked;
  }

  /** Fires a campaign's schedule, and answers the run. */
  String fires(String campaign) throws IOException {
    return triggers(scheduler.fire("campaign-" + campaign, Instant.now()).orElseThrow().input());
  }

  /** Calls the trigger with what a schedule would give it, and answers the run. */
  String triggers(String input) throws IOException {
    Map<String, String> event = JSON.readValue(input, new TypeReference<>() {});
    return String.valueOf(
        Functions.trigger(variables).handleRequest(event, Functions.invocation()).get("run"));
  }

  private void watchAll() {
    while (!Thread.interrupted()) {
      for (String name : scheduler.names()) {
        if (!unwatched && name.startsWith("watch-") && watched.add(name)) {
          Thread.ofVirtual().start(() -> watch(name));
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private void watch(String name) {
    try {
      scheduler.fire(name, Instant.now()).ifPresent(fired -> watch(fired));
    } finally {
      watched.remove(name);
    }
  }

  private void watch(SchedulerServer.Fired fired) {
    try {
      Map<String, String> event = JSON.readValue(fired.input(), new TypeReference<>() {});
      Map<String, String> answer = watch.handleRequest(event, Functions.invocation());
    } catch (IOException notJson) {
      throw new IllegalStateException(notJson);
    }
  }

  /** Waits until no watch is left: every run is over, and its report is being written. */
  void awaitQuiet() {
    await()
        .atMost(PATIENCE)
        .until(() -> scheduler.names().stream().noneMatch(name -> name.startsWith("watch-")));
  }

  @Override
  public void close() {
    watching.interrupt();
    worker.ifPresent(Worker::close);
    boolean stopped = shards.stop(Duration.ofSeconds(10));
    sqs.close();
    queue.close();
    lambda.close();
    ssm.close();
    sns.close();
    scheduler.close();
    dynamo.close();
    aws.close();
  }
}
