package dev.blast.benchmarks.dispatch;

import dev.blast.campaign.Packing;
import dev.blast.queue.Envelope;
import dev.blast.queue.EnvelopeCodec;
import dev.blast.queue.EnvelopeId;
import dev.blast.queue.Recipient;
import dev.blast.run.Run;
import dev.blast.stage.Manifest;
import dev.blast.stage.Rejects;
import dev.blast.stage.ShardPlan;
import dev.blast.stage.ShardRow;
import dev.blast.stage.ShardRows;
import dev.blast.stage.Staging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;

/** Everybody who takes part: their names, and how to build each. */
final class Contenders {

  static final String BATCH_MANAGER = "SqsAsyncBatchManager";
  static final String BARE_SOCKETS = "bare sockets";

  private static final int TEXTS = 1_000;

  private final Path folder;
  private final RemoteEndpoint endpoint;
  private final Sizes sizes;
  private final Map<String, Factory> factories = new LinkedHashMap<>();

  private interface Factory {
    Contender build(String name) throws IOException;
  }

  Contenders(Path folder, RemoteEndpoint endpoint, Sizes sizes) {
    this.folder = folder;
    this.endpoint = endpoint;
    this.sizes = sizes;
    int inFlight = sizes.inFlight();
    for (long of : sizes.rows()) {
      factories.put(title("Blast, packing auto", of), name -> blast(name, of, new Packing.Auto()));
    }
    for (long of : sizes.rows()) {
      long atMost = Math.min(of, sizes.messages());
      factories.put(
          title("Blast, packing 1", atMost), name -> blast(name, atMost, new Packing.Fixed(1)));
    }
    factories.put("SDK, CRT, asynchronous", name -> loop(name, AsyncClients.crt(inFlight)));
    factories.put(
        "SDK, Apache 5, virtual threads", name -> new SyncLoop(name, bodies(), endpoint, inFlight));
    factories.put("SDK, Netty, asynchronous", name -> loop(name, AsyncClients.netty(inFlight)));
    factories.put(BATCH_MANAGER, name -> manager(name, AsyncClients.netty(inFlight)));
    factories.put(BATCH_MANAGER + " over CRT", name -> manager(name, AsyncClients.crt(inFlight)));
    factories.put(
        "Spring Cloud AWS SqsTemplate", name -> spring(name, AsyncClients.netty(inFlight)));
    factories.put(BARE_SOCKETS, name -> new BareSockets(bodies(), endpoint, inFlight));
  }

  /** Everybody, or those whose name contains one of these words. */
  List<String> names(List<String> words) {
    return factories.keySet().stream()
        .filter(name -> words.isEmpty() || words.stream().anyMatch(name::contains))
        .toList();
  }

  /**
   * The caller closes it.
   *
   * @param name one of {@link #names}
   */
  Contender build(String name) throws IOException {
    return Objects.requireNonNull(factories.get(name), name).build(name);
  }

  private static String title(String name, long rows) {
    return String.format(Locale.ROOT, "%s, %,d rows", name, rows);
  }

  private Contender blast(String name, long of, Packing packing) throws IOException {
    return new BlastDispatch(name, MadeUpAudience.in(folder, of), packing, endpoint);
  }

  private Contender loop(String name, SqsAsyncClient sqs) throws IOException {
    String queueUrl = endpoint.queueUrl();
    return AsyncLoop.ofBatches(
        name,
        bodies(),
        sizes.inFlight(),
        batch ->
            sqs.sendMessageBatch(Batches.request(queueUrl, batch.texts()))
                .thenApply(Batches::acknowledged),
        sqs::close);
  }

  /** {@code SqsAsyncBatchManager} with its defaults: a call for each message, which it gathers. */
  private Contender manager(String name, SqsAsyncClient sqs) throws IOException {
    String queueUrl = endpoint.queueUrl();
    SqsAsyncBatchManager manager = sqs.batchManager();
    return AsyncLoop.ofMessages(
        name,
        bodies(),
        // it refuses messages when it holds 500 that are not on their way
        sizes.inFlight() * Bodies.BATCH,
        text ->
            manager
                .sendMessage(message -> message.queueUrl(queueUrl).messageBody(text))
                .thenApply(answer -> 1),
        () -> {
          manager.close();
          sqs.close();
        });
  }

  private Contender spring(String name, SqsAsyncClient sqs) throws IOException {
    return AsyncLoop.ofBatches(
        name, bodies(), sizes.inFlight(), new SpringTemplate(sqs, endpoint), sqs::close);
  }

  /** The bodies that this project would send to the same people, one to a message. */
  private Bodies bodies() throws IOException {
    MadeUpAudience audience = MadeUpAudience.in(folder, TEXTS);
    Run run = audience.run(new Packing.Fixed(1));
    if (!(new Staging(uri -> audience.file()).stage(run.campaign(), folder, Rejects.NONE)
        instanceof Staging.Answer.Staged staged)) {
      throw new IllegalStateException("the audience was refused");
    }
    Manifest manifest = staged.manifest();
    ShardPlan shard = manifest.shards().getFirst();
    List<String> texts = new ArrayList<>(TEXTS);
    ShardRows shardRows = new ShardRows(run.campaign(), manifest, audience.file());
    for (Iterator<ShardRow> each = shardRows.of(shard); each.hasNext(); ) {
      Recipient recipient = ((ShardRow.Wanted) each.next()).recipient();
      EnvelopeId id = new EnvelopeId(run.id(), shard.number(), texts.size());
      texts.add(EnvelopeCodec.encode(new Envelope(id, List.of(recipient))).body());
    }
    return new Bodies(texts, sizes.messages());
  }
}
