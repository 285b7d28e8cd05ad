package dev.blast.aws;

import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A real SQS protocol server in this process; or, where {@code AWS_ENDPOINT_URL_SQS} is set,
 * wherever that points to. {@link #close} deletes the queues it made.
 */
final class ElasticQueue implements AutoCloseable {

  private final Optional<Server> server;
  private final SqsClient sqs;
  private final List<String> queues = new ArrayList<>();

  ElasticQueue() {
    boolean elsewhere = System.getenv("AWS_ENDPOINT_URL_SQS") != null;
    server = elsewhere ? Optional.empty() : Optional.of(Server.start());
    sqs =
        server
            .map(here -> SqsClients.local(here.endpoint(), 4))
            .orElseGet(() -> SqsClients.fromEnvironment(4));
  }

  private record Server(ActorSystem actors, SQSRestServer rest) {

    static Server start() {
      ActorSystem actors =
          ActorSystem.create(
              "test",
              ConfigFactory.parseMap(
                      Map.of("pekko.loglevel", "OFF", "pekko.stdout-loglevel", "OFF"))
                  .withFallback(ConfigFactory.load()));
      return new Server(
          actors,
          SQSRestServerBuilder.withActorSystem(actors)
              .withInterface("127.0.0.1")
              .withDynamicPort()
              .start());
    }

    URI endpoint() {
      return URI.create("http://127.0.0.1:" + rest.waitUntilStarted().localAddress().getPort());
    }

    void stop() {
      rest.stopAndWait();
      actors.terminate();
    }
  }

  SqsClient sqs() {
    return sqs;
  }

  String newQueue() {
    return create("blast-" + UUID.randomUUID(), Map.of());
  }

  private String create(String name, Map<QueueAttributeName, String> more) {
    Map<QueueAttributeName, String> attributes = new HashMap<>(more);
    attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, "30");
    String url =
        sqs.createQueue(create -> create.queueName(name).attributes(attributes)).queueUrl();
    queues.add(url);
    return url;
  }

  String newFifoQueue() {
    return create(
        "blast-" + UUID.randomUUID() + ".fifo", Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
  }

  /** One receive of up to ten messages, waiting a second for the first. */
  List<Message> receive(String queueUrl) {
    return sqs.receiveMessage(
            receive ->
                receive
                    .queueUrl(queueUrl)
                    .maxNumberOfMessages(10)
                    .waitTimeSeconds(1)
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
        .messages();
  }

  List<String> take(String queueUrl, int count) {
    List<String> bodies = new ArrayList<>();
    while (bodies.size() < count) {
      List<Message> messages = receive(queueUrl);
      if (messages.isEmpty()) {
        break;
      }
      for (Message message : messages) {
        bodies.add(message.body());
        sqs.deleteMessage(
            delete -> delete.queueUrl(queueUrl).receiptHandle(message.receiptHandle()));
      }
    }
    return bodies;
  }

  @Override
  public void close() {
    queues.forEach(url -> sqs.deleteQueue(delete -> delete.queueUrl(url)));
    sqs.close();
    server.ifPresent(Server::stop);
  }
}
