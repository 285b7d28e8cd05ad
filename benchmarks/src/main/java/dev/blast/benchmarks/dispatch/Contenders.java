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
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;

/** Builds everybody who takes part. */
final class Contenders {

  static final String BATCH_MANAGER = "SqsAsyncBatchManager";
  static final String BARE_SOCKETS = "bare sockets";

  private static final int TEXTS = 1_000;

  private final Path folder;
  private final RemoteEndpoint endpoint;
  private final List<Long> rows;
  private final long messages;
  private final int inFlight;
  private final List<String> only = new ArrayList<>();
  private final List<Contender> contenders = new ArrayList<>();

  Contenders(Path folder, RemoteEndpoint endpoint, List<Long> rows, long messages, int inFlight) {
    this.folder = folder;
    this.endpoint = endpoint;
    this.rows = rows;
    this.messages = messages / Bodies.BATCH * Bodies.BATCH;
    this.inFlight = inFlight;
  }

  /**
   * Those whose name contains one of these words; all when there are none. The caller closes them.
   */
  List<Contender> named(List<String> words) throws IOException {
    only.addAll(words);
    for (long of : rows.stream().distinct().toList()) {
      add(title("Blast, packing auto", of), name -> blast(name, of, new Packing.Auto()));
    }
    for (long of : rows.stream().map(each -> Math.min(each, messages)).distinct().toList()) {
      add(title("Blast, packing 1", of), name -> blast(name, of, new Packing.Fixed(1)));
    }
    Bodies bodies = new Bodies(texts(), messages);
    add("SDK, CRT, asynchronous", name -> loop(name, bodies, AsyncClients.crt(inFlight)));
    add("SDK, Apache 5, virtual threads", name -> new SyncLoop(name, bodies, endpoint, inFlight));
    add("SDK, Netty, asynchronous", name -> loop(name, bodies, AsyncClients.netty(inFlight)));
    add(BATCH_MANAGER, name -> manager(name, bodies, AsyncClients.netty(inFlight)));
    add(BATCH_MANAGER + " over CRT", name -> manager(name, bodies, AsyncClients.crt(inFlight)));
    add("Spring Cloud AWS SqsTemplate", name -> spring(name, bodies, AsyncClients.netty(inFlight)));
    add(BARE_SOCKETS, name -> new BareSockets(bodies, endpoint, inFlight));
    return contenders;
  }

  private interface Factory {
    Contender build(String name) throws IOException;
  }

  private void add(String name, Factory factory) throws IOException {
    if (only.isEmpty() || only.stream().anyMatch(name::contains)) {
      contenders.add(factory.build(name));
    }
  }

  private static String title(String name, long rows) {
    return String.format(Locale.ROOT, "%s, %,d rows", name, rows);
  }

  private Contender blast(String name, long of, Packing packing) throws IOException {
    return new BlastDispatch(name, MadeUpAudience.in(folder, of), packing, endpoint);
  }

  private Contender loop(String name, Bodies bodies, SqsAsyncClient sqs) {
    String queueUrl = endpoint.queueUrl();
    return AsyncLoop.ofBatches(
        name,
        bodies,
        inFlight,
        batch ->
            sqs.sendMessageBatch(Batches.request(queueUrl, batch.texts()))
                .thenApply(Batches::acknowledged),
        sqs::close);
  }

  /** {@code SqsAsyncBatchManager} with its defaults: a call for each message, which it gathers. */
  private Contender manager(String name, Bodies bodies, SqsAsyncClient sqs) {
    String queueUrl = endpoint.queueUrl();
    SqsAsyncBatchManager manager = sqs.batchManager();
    return AsyncLoop.ofMessages(
        name,
        bodies,
        // it refuses messages when it holds 500 that are not on their way
        inFlight * Bodies.BATCH,
        text ->
            manager
                .sendMessage(message -> message.queueUrl(queueUrl).messageBody(text))
                .thenApply(answer -> 1),
        () -> {
          manager.close();
          sqs.close();
        });
  }

  private Contender spring(String name, Bodies bodies, SqsAsyncClient sqs) {
    return AsyncLoop.ofBatches(
        name, bodies, inFlight, new SpringTemplate(sqs, endpoint), sqs::close);
  }

  /** The bodies that this project would send to the same people, one to a message. */
  private List<String> texts() throws IOException {
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
    return texts;
  }
}
