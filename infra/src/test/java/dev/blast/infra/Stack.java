package dev.blast.infra;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.aws.MemoryS3;
import dev.blast.aws.alert.SnsServer;
import dev.blast.aws.dynamo.LocalDynamo;
import dev.blast.aws.schedule.SchedulerServer;
import dev.blast.aws.stack.LambdaServer;
import dev.blast.aws.stack.SsmServer;
import dev.blast.aws.stack.StackOutputs;
import dev.blast.local.EmbeddedQueue;
import dev.blast.local.EventSourceMapping;
import dev.blast.local.MappingEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A deployed stack: the five packaged functions, and around them emulators in this process of what
 * AWS has. Queues and schedules call the functions as they do there.
 */
final class Stack implements AutoCloseable {

  private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:";

  /** The tests wait for a trigger, and none is to be ended by its time. */
  private static final Duration TRIGGER_TIMEOUT = Duration.ofMinutes(3);

  /** A dispatcher of shards begins nothing in its last half minute. */
  private static final Duration SHARD_TIMEOUT = Duration.ofSeconds(45);

  /** As in infra/functions.tf. */
  private static final Duration SENDER_TIMEOUT = Duration.ofSeconds(60);

  /** The parameter of what campaigns call TOKEN. */
  static final String SECRET = "/blast/test/token";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** That of its queue's visibility, which nobody sets: SQS's default. */
  private static final Duration DEAD_LETTER_TIMEOUT = Duration.ofSeconds(30);

  /** What a schedule calls and fails is called twice again, as infra/functions.tf has it. */
  private static final int CALLS = 3;

  /** How many dispatch at a time. */
  private static final int SHARDS = 2;

  private final LocalDynamo dynamo = new LocalDynamo();
  private final MemoryS3 s3 = MemoryS3.shared();
  private final SchedulerServer scheduler = new SchedulerServer();
  private final SnsServer sns = new SnsServer();
  private final SsmServer ssm = new SsmServer();
  private final LambdaServer lambda = new LambdaServer();
  private final EmbeddedQueue queues;
  private final SqsClient sqs;
  private final String shardQueue;
  private final Unpacked schedulerPackage = Unpacked.unpack(Unpacked.zip("scheduler-fn"));
  private final Unpacked senderPackage = Unpacked.unpack(Unpacked.zip("sender-fn"));
  private final FunctionPool trigger;
  private final FunctionPool shard;
  private final FunctionPool watch;
  private final FunctionPool sender;
  private final FunctionPool deadLetter;
  private final List<EventSourceMapping> mappings = new ArrayList<>();
  private final ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> failedCalls = new ConcurrentLinkedQueue<>();

  Stack() {
    queues =
        EmbeddedQueue.start(new EmbeddedQueue.Settings(SENDER_TIMEOUT.multipliedBy(2), 1_000, 2));
    sqs = queues.client(32);
    shardQueue =
        sqs.createQueue(
                create ->
                    create
                        .queueName("blast-shards")
                        .attributes(
                            Map.of(
                                QueueAttributeName.VISIBILITY_TIMEOUT,
                                Long.toString(SHARD_TIMEOUT.toSeconds()))))
            .queueUrl();
    trigger = pool(schedulerPackage, "dev.blast.scheduler.TriggerHandler", TRIGGER_TIMEOUT);
    shard = pool(schedulerPackage, "dev.blast.scheduler.ShardHandler", SHARD_TIMEOUT);
    watch = pool(schedulerPackage, "dev.blast.scheduler.WatchHandler", SHARD_TIMEOUT);
    sender = pool(senderPackage, "dev.blast.sender.SenderHandler", SENDER_TIMEOUT);
    deadLetter = pool(senderPackage, "dev.blast.sender.DeadLetterHandler", DEAD_LETTER_TIMEOUT);
  }

  private FunctionPool pool(Unpacked unpacked, String handler, Duration timeout) {
    String name = handler.substring(handler.lastIndexOf('.') + 1);
    Map<String, String> variables = environment();
    variables.put("POWERTOOLS_SERVICE_NAME", "blast-" + name);
    return new FunctionPool(
        unpacked, new PackagedFunction.Settings(name, handler, variables, timeout, 512, false));
  }

  private Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>();
    variables.put("AWS_REGION", "us-east-1");
    variables.put("AWS_ACCESS_KEY_ID", "id");
    variables.put("AWS_SECRET_ACCESS_KEY", "secret");
    variables.put("AWS_ENDPOINT_URL_SQS", queues.endpoint().toString());
    variables.put("AWS_ENDPOINT_URL_DYNAMODB", LocalDynamo.endpoint().toString());
    variables.put("AWS_ENDPOINT_URL_S3", s3.endpoint().toString());
    variables.put("AWS_ENDPOINT_URL_SCHEDULER", scheduler.endpoint().toString());
    variables.put("AWS_ENDPOINT_URL_SNS", sns.endpoint().toString());
    variables.put("AWS_ENDPOINT_URL_SSM", ssm.endpoint().toString());
    variables.put("BLAST_TABLE", dynamo.table().name());
    variables.put("BLAST_BUCKET", MemoryS3.BUCKET);
    variables.put("BLAST_QUEUE_URLS", String.join(",", queues.urls()));
    variables.put("BLAST_DEAD_LETTER_QUEUE_URL", queues.deadLetterUrl());
    variables.put("BLAST_SHARD_QUEUE_URL", shardQueue);
    variables.put("BLAST_ALERT_TOPIC", SnsServer.TOPIC);
    variables.put("BLAST_SCHEDULE_GROUP", SchedulerServer.GROUP);
    variables.put("BLAST_SCHEDULE_ROLE", "arn:aws:iam::123456789012:role/blast-schedules");
    variables.put(
        "BLAST_SCHEDULE_DEAD_LETTER_QUEUE", "arn:aws:sqs:us-east-1:123456789012:blast-schedules");
    variables.put("BLAST_TRIGGER_FUNCTION", FUNCTION + "TriggerHandler");
    variables.put("BLAST_WATCH_FUNCTION", FUNCTION + "WatchHandler");
    variables.put("BLAST_KEEP_DAYS", "30");
    variables.put("BLAST_SECRETS", "{\"TOKEN\": \"" + SECRET + "\"}");
    variables.put("BLAST_CHANNEL_SECRETS", "[]");
    variables.put("BLAST_SENDER_TIMEOUT", Long.toString(SENDER_TIMEOUT.toSeconds()));
    variables.put("BLAST_CONCURRENCY", "8");
    return variables;
  }

  /** Describes the stack as Terraform does, for the commands of an operator in this process. */
  OperatorHere operator() {
    Map<String, String> described = environment();
    described.keySet().removeIf(name -> !name.startsWith("BLAST_"));
    ssm.put(StackOutputs.parameter(OperatorHere.STACK), JSON.valueToTree(described).toString());
    return new OperatorHere(
        Map.ofEntries(
            Map.entry("aws.region", "us-east-1"),
            Map.entry("aws.accessKeyId", "id"),
            Map.entry("aws.secretAccessKey", "secret"),
            Map.entry("aws.endpointUrlSqs", queues.endpoint().toString()),
            Map.entry("aws.endpointUrlDynamoDb", LocalDynamo.endpoint().toString()),
            Map.entry("aws.endpointUrlS3", s3.endpoint().toString()),
            Map.entry("aws.endpointUrlScheduler", scheduler.endpoint().toString()),
            Map.entry("aws.endpointUrlSsm", ssm.endpoint().toString()),
            Map.entry("aws.endpointUrlLambda", lambda.endpoint().toString())));
  }

  /** Where {@link #SECRET} is kept. */
  SsmServer ssm() {
    return ssm;
  }

  /** From now on queues call their functions. */
  void start(int senders) throws InterruptedException {
    startShards();
    startSenders(senders);
  }

  /** From now on orders of shards are dispatched. */
  void startShards() throws InterruptedException {
    provisionShards();
    map(shardQueue, shard, SHARDS, SHARD_TIMEOUT);
  }

  /** As many processes as dispatch at a time, ready before orders come. */
  void provisionShards() throws InterruptedException {
    shard.provision(SHARDS);
  }

  /** From now on envelopes are delivered, and dead letters dealt with. */
  void startSenders(int senders) throws InterruptedException {
    int each = Math.max(1, senders / queues.urls().size());
    sender.provision(each * queues.urls().size());
    deadLetter.provision(1);
    queues.urls().forEach(url -> map(url, sender, each, SENDER_TIMEOUT));
    map(queues.deadLetterUrl(), deadLetter, 1, DEAD_LETTER_TIMEOUT);
  }

  /** What the senders logged. */
  List<String> senderLog() {
    return sender.log();
  }

  /** The dead letters on record. */
  List<String> letters() {
    return items("letters#");
  }

  /** What was done to a run. */
  List<String> events(String run) {
    return items("run#" + run).stream().filter(item -> item.contains("S=event#")).toList();
  }

  private List<String> items(String partitions) {
    return dynamo.client().scan(scan -> scan.tableName(dynamo.table().name())).items().stream()
        .filter(item -> requireNonNull(item.get("pk")).s().startsWith(partitions))
        .map(Map::toString)
        .toList();
  }

  private void map(String queueUrl, FunctionPool function, int concurrency, Duration timeout) {
    EventSourceMapping mapping =
        new EventSourceMapping(
            sqs,
            queueUrl,
            function,
            new EventSourceMapping.Settings(10, Duration.ZERO, concurrency, timeout),
            this::note,
            InstantSource.system());
    mapping.start();
    mappings.add(mapping);
  }

  private void note(MappingEvent event) {
    switch (event) {
      case MappingEvent.Failed(int messages, String why) -> troubles.add("failed: " + why);
      case MappingEvent.Undeleted(int messages, String why) -> troubles.add("undeleted: " + why);
      case MappingEvent.Unreadable(String why) -> troubles.add("unreadable: " + why);
      case MappingEvent.Invoked invoked -> {}
      case MappingEvent.Deleted deleted -> {}
      case MappingEvent.Returned returned -> {}
      case MappingEvent.GivenBack back -> {}
      case MappingEvent.Logged logged -> {}
    }
  }

  /**
   * Lets the minute come round: every schedule of the watch calls it, again where it failed.
   *
   * @return what the calls came to; empty when no watch is scheduled any more
   * @throws IllegalStateException when one failed as often as Lambda calls it
   */
  List<String> nextMinute(Instant now) {
    return scheduler.names().stream()
        .flatMap(name -> scheduler.fire(name, now).stream())
        .map(fired -> call(fired))
        .toList();
  }

  private String call(SchedulerServer.Fired fired) {
    FunctionPool called = fired.targetArn().endsWith("WatchHandler") ? watch : trigger;
    for (int calls = 0; calls < CALLS; calls++) {
      Answer answer = called.invoke(fired.input());
      if (answer instanceof Answer.Returned(String json)) {
        return json;
      }
      failedCalls.add(fired.input() + ": " + answer);
    }
    throw new IllegalStateException("called " + CALLS + " times; " + whatWentWrong());
  }

  FunctionPool trigger() {
    return trigger;
  }

  FunctionPool shard() {
    return shard;
  }

  FunctionPool sender() {
    return sender;
  }

  FunctionPool deadLetter() {
    return deadLetter;
  }

  SchedulerServer scheduler() {
    return scheduler;
  }

  MemoryS3 s3() {
    return s3;
  }

  SqsClient sqs() {
    return sqs;
  }

  EmbeddedQueue queues() {
    return queues;
  }

  /** What subscribers were told. */
  List<String> alerts() {
    return sns.published().stream().map(SnsServer.Published::message).toList();
  }

  /** Write units of all functions so far. */
  double written() {
    return dynamo.written();
  }

  /** What did not go as it should between queues and functions. */
  List<String> troubles() {
    return List.copyOf(troubles);
  }

  /** For whoever wonders why a test failed: what went wrong, whether it matters or not. */
  String whatWentWrong() {
    return "troubles: " + troubles + ", calls that failed: " + failedCalls;
  }

  @Override
  public void close() throws Exception {
    mappings.forEach(mapping -> mapping.stop(Duration.ofSeconds(1)));
    List.of(trigger, shard, watch, sender, deadLetter).forEach(FunctionPool::close);
    sqs.close();
    queues.close();
    ssm.close();
    lambda.close();
    sns.close();
    scheduler.close();
    dynamo.close();
    schedulerPackage.close();
    senderPackage.close();
  }
}
