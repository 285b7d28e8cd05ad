package dev.blast.aws;

import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A real SQS protocol server in this process, with one queue at a time. */
final class ElasticQueue implements AutoCloseable {

  private final ActorSystem actors;
  private final SQSRestServer server;
  private final SqsClient sqs;
  private int queues;

  ElasticQueue() {
    actors =
        ActorSystem.create(
            "test",
            ConfigFactory.parseMap(Map.of("pekko.loglevel", "OFF", "pekko.stdout-loglevel", "OFF"))
                .withFallback(ConfigFactory.load()));
    server =
        SQSRestServerBuilder.withActorSystem(actors)
            .withInterface("127.0.0.1")
            .withDynamicPort()
            .start();
    int port = server.waitUntilStarted().localAddress().getPort();
    sqs = SqsClients.local(URI.create("http://127.0.0.1:" + port), 4);
  }

  SqsClient sqs() {
    return sqs;
  }

  String newQueue() {
    String name = "blast-" + queues++;
    return sqs.createQueue(
            create ->
                create
                    .queueName(name)
                    .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "30")))
        .queueUrl();
  }

  String newFifoQueue() {
    String name = "blast-" + queues++ + ".fifo";
    return sqs.createQueue(
            create ->
                create
                    .queueName(name)
                    .attributes(
                        Map.of(
                            QueueAttributeName.VISIBILITY_TIMEOUT,
                            "30",
                            QueueAttributeName.FIFO_QUEUE,
                            "true")))
        .queueUrl();
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
    sqs.close();
    server.stopAndWait();
    actors.terminate();
  }
}
