package dev.blast.benchmarks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The SDK's blocking client on Apache HttpClient 5, called by virtual threads. */
final class SyncLoop implements Contender {

  private final String name;
  private final Bodies bodies;
  private final String queueUrl;
  private final int inFlight;
  private final SqsClient sqs;

  SyncLoop(String name, Bodies bodies, RemoteEndpoint endpoint, int inFlight) {
    this.name = name;
    this.bodies = bodies;
    this.queueUrl = endpoint.queueUrl();
    this.inFlight = inFlight;
    this.sqs =
        SqsClient.builder()
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(inFlight)
                    .connectionAcquisitionTimeout(Duration.ofSeconds(30)))
            .build();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long recipients() {
    return bodies.messages();
  }

  @Override
  public long send() throws Exception {
    AtomicLong next = new AtomicLong();
    List<Future<Long>> sent = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < inFlight; i++) {
        sent.add(threads.submit(() -> send(next)));
      }
    }
    long messages = 0;
    for (Future<Long> each : sent) {
      messages += each.get();
    }
    return messages;
  }

  private long send(AtomicLong next) {
    long sent = 0;
    for (long i = next.getAndIncrement(); i < bodies.batches(); i = next.getAndIncrement()) {
      sent +=
          Batches.acknowledged(
              sqs.sendMessageBatch(Batches.request(queueUrl, bodies.batch(i).texts())));
    }
    return sent;
  }

  @Override
  public void close() {
    sqs.close();
  }
}
