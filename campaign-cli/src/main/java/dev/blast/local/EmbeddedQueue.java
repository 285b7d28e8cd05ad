package dev.blast.local;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import dev.blast.aws.SqsClients;
import dev.blast.dispatch.EnvelopeQueue.QueueUnavailable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * One or several standard queues with one dead-letter queue, in this process: ElasticMQ on a free
 * port of the loopback interface. Their messages live in memory and end with it. Thread-safe.
 */
public final class EmbeddedQueue implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ActorSystem actors;
  private final SQSRestServer server;
  private final SqsClient sqs;
  private final URI endpoint;
  private final List<String> urls;
  private final String deadLetterUrl;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param visibilityTimeout how long a received message stays hidden, 1 s..12 h in whole seconds
   * @param maxReceiveCount receives after which a message is dead, 1..1,000
   * @param queues how many there are, 1 or more
   */
  public record Settings(Duration visibilityTimeout, int maxReceiveCount, int queues) {

    /**
     * Three minutes, six times the time-out of a function that runs for 30 s (AWS recommends six);
     * a thousand receives, because waiting for a deferred recipient consumes them.
     */
    public static final Settings DEFAULT = new Settings(Duration.ofMinutes(3), 1_000, 1);
  }

  /**
   * How many messages the queues hold together.
   *
   * @param visible ready to be received
   * @param inFlight received, and neither deleted nor visible again
   * @param delayed not yet visible for the first time
   * @param dead in the dead-letter queue, and not deleted there
   */
  public record Depth(long visible, long inFlight, long delayed, long dead) {

    /** Messages that may still be received from the queues themselves. */
    public long alive() {
      return visible + inFlight + delayed;
    }

    private Depth with(Depth more) {
      return new Depth(
          visible + more.visible,
          inFlight + more.inFlight,
          delayed + more.delayed,
          dead + more.dead);
    }
  }

  private EmbeddedQueue(ActorSystem actors, SQSRestServer server, Settings settings) {
    this.actors = actors;
    this.server = server;
    int port = server.waitUntilStarted().localAddress().getPort();
    endpoint = URI.create("http://127.0.0.1:" + port);
    sqs = SqsClients.local(endpoint, 2);
    deadLetterUrl = create("blast-dead", Map.of());
    Map<QueueAttributeName, String> attributes =
        Map.of(
            QueueAttributeName.VISIBILITY_TIMEOUT,
            Long.toString(settings.visibilityTimeout().toSeconds()),
            QueueAttributeName.REDRIVE_POLICY,
            "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%s}"
                .formatted(
                    attributes(deadLetterUrl).get(QueueAttributeName.QUEUE_ARN),
                    settings.maxReceiveCount()));
    urls =
        IntStream.rangeClosed(1, settings.queues())
            .mapToObj(number -> create(number == 1 ? "blast" : "blast-" + number, attributes))
            .toList();
  }

  /**
   * Starts it; blocks for about two seconds.
   *
   * @throws QueueUnavailable when it cannot listen, or its clients do not reach it
   */
  public static EmbeddedQueue start(Settings settings) {
    ActorSystem actors =
        ActorSystem.create("blast-queue", configuration(), EmbeddedQueue.class.getClassLoader());
    try {
      SQSRestServer server =
          SQSRestServerBuilder.withActorSystem(actors)
              .withInterface("127.0.0.1")
              .withDynamicPort()
              .withAWSRegion("us-east-1")
              .withSQSLimits(new LoopbackLimits())
              .start();
      return new EmbeddedQueue(actors, server, settings);
    } catch (RuntimeException failed) {
      actors.terminate();
      throw new QueueUnavailable(
          "the queue of this run does not start on 127.0.0.1 ("
              + failed.getMessage()
              + "); check that this machine has a loopback interface, free ports and memory",
          failed);
    }
  }

  /**
   * Silent, gone with this process, and without hooks of its own at its end. What the process's
   * environment, system properties and configuration files say is not for it.
   */
  private static Config configuration() {
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.loglevel", "OFF",
                "pekko.stdout-loglevel", "OFF",
                "pekko.loggers", List.of(),
                "pekko.daemonic", "on",
                "pekko.jvm-shutdown-hooks", "off",
                "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
                "pekko.coordinated-shutdown.run-by-actor-system-terminate", "off",
                "pekko.http.server.max-connections", 4_096))
        .withFallback(
            ConfigFactory.defaultReferenceUnresolved(EmbeddedQueue.class.getClassLoader()))
        .resolve(ConfigResolveOptions.noSystem());
  }

  private String create(String name, Map<QueueAttributeName, String> attributes) {
    return sqs.createQueue(create -> create.queueName(name).attributes(attributes)).queueUrl();
  }

  /** Where it speaks the SQS protocol. */
  public URI endpoint() {
    return endpoint;
  }

  /** The queue's URL; of several, the first one's. */
  public String url() {
    return urls.getFirst();
  }

  /** The URLs of all queues but the dead-letter queue. */
  public List<String> urls() {
    return urls;
  }

  /** The dead-letter queue's URL. */
  public String deadLetterUrl() {
    return deadLetterUrl;
  }

  /** A new client for these queues, which the caller closes. */
  public SqsClient client(int maxConnections) {
    return SqsClients.local(endpoint, maxConnections);
  }

  /** A new client that only sends, and repeats nothing by itself; the caller closes it. */
  public SqsClient sendingClient(int maxConnections) {
    return SqsClients.localSender(endpoint, maxConnections);
  }

  /** Counts the messages; exact as long as nothing moves. */
  public Depth depth() {
    long dead = depth(deadLetterUrl).alive();
    return urls.stream().map(this::depth).reduce(new Depth(0, 0, 0, dead), Depth::with);
  }

  private Depth depth(String url) {
    Map<QueueAttributeName, String> counts = attributes(url);
    return new Depth(
        count(counts, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES),
        count(counts, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE),
        count(counts, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED),
        0);
  }

  private Map<QueueAttributeName, String> attributes(String queue) {
    return sqs.getQueueAttributes(get -> get.queueUrl(queue).attributeNames(QueueAttributeName.ALL))
        .attributes();
  }

  private static long count(Map<QueueAttributeName, String> counts, QueueAttributeName name) {
    return Long.parseLong(counts.getOrDefault(name, "0"));
  }

  /** Stops it; its messages are gone. A second call does nothing. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    sqs.close();
    server.stopAndWait();
    try {
      actors.terminate();
      actors
          .getWhenTerminated()
          .toCompletableFuture()
          .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .join();
    } catch (CompletionException late) {
      // Its threads are daemons: they end with the process.
    }
  }
}
