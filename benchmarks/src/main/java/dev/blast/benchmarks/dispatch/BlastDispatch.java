package dev.blast.benchmarks.dispatch;

import dev.blast.aws.SqsClients;
import dev.blast.aws.SqsEnvelopeQueue;
import dev.blast.benchmarks.NothingAsked;
import dev.blast.benchmarks.OneRun;
import dev.blast.campaign.Packing;
import dev.blast.dispatch.AdaptiveQueue;
import dev.blast.dispatch.Checkpoints;
import dev.blast.dispatch.DispatchSettings;
import dev.blast.dispatch.Dispatcher;
import dev.blast.dispatch.Dispatcher.Dispatched;
import dev.blast.dispatch.Pass;
import dev.blast.dispatch.ShardDispatch;
import dev.blast.dispatch.ShardOrder;
import dev.blast.run.Run;
import dev.blast.run.RunState;
import dev.blast.stage.Manifest;
import dev.blast.stage.Rejects;
import dev.blast.stage.Staging;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * This project: from the bytes of a staged audience to acknowledged messages, two shards at a time
 * as {@code blast run} does, with the production client. Staging is measured by itself ({@code
 * benchmarks/staging.sh}).
 */
final class BlastDispatch implements Contender {

  private static final int SHARDS_AT_A_TIME = 2;

  /** So that a small audience too has shards for both. */
  private static final int LEAST_SHARDS = 4;

  private final String name;
  private final MadeUpAudience audience;
  private final Run run;
  private final Manifest manifest;
  private final SqsClient sqs;
  private final SqsEnvelopeQueue queue;

  BlastDispatch(String name, MadeUpAudience audience, Packing packing, RemoteEndpoint endpoint)
      throws IOException {
    this.name = name;
    this.audience = audience;
    this.run = audience.run(packing);
    this.manifest = stage();
    if (manifest.counts().recipients() != audience.rows()) {
      throw new IllegalStateException("staging counted " + manifest.counts());
    }
    this.sqs = SqsClients.senderFromEnvironment(AdaptiveQueue.MOST);
    this.queue = new SqsEnvelopeQueue(sqs, endpoint.queueUrl());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long recipients() {
    return audience.rows();
  }

  @Override
  public long send() throws Exception {
    ShardDispatch shards =
        new ShardDispatch(
            new OneRun(run, RunState.STAGED, Optional.of(manifest)),
            any -> audience.file(),
            (id, shard, envelopes) -> new BitSet(),
            dispatcher(),
            new NothingAsked(),
            InstantSource.system());
    ShardOrder order = new ShardOrder(Pass.first(run.id()), 0, manifest.shards().size(), 1);
    List<Future<Dispatched>> dispatched = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(SHARDS_AT_A_TIME)) {
      for (int i = 0; i < manifest.shards().size(); i++) {
        int shard = i;
        dispatched.add(threads.submit(() -> shards.dispatch(order, shard, () -> false)));
      }
    }
    for (Future<Dispatched> shard : dispatched) {
      if (!(shard.get() instanceof Dispatched.Whole)) {
        throw new IllegalStateException("a shard stopped");
      }
    }
    return manifest.envelopes();
  }

  private Manifest stage() throws IOException {
    long size = audience.file().look().size();
    int shardBytes = Math.clamp(size / LEAST_SHARDS, 1, Staging.SHARD_BYTES);
    Staging staging = new Staging(uri -> audience.file(), shardBytes);
    return switch (staging.stage(run.campaign(), Path.of("."), Rejects.NONE)) {
      case Staging.Answer.Staged staged -> staged.manifest();
      case Staging.Answer.Refused refused ->
          throw new IllegalStateException(refused.problems().toString());
    };
  }

  private Dispatcher dispatcher() {
    return new Dispatcher(
        new AdaptiveQueue(queue, System::nanoTime),
        new Memory(),
        (id, recipients, reason, at) -> {
          throw new IllegalStateException(id + " was refused: " + reason);
        },
        DispatchSettings.DEFAULT,
        InstantSource.system(),
        Thread::sleep);
  }

  @Override
  public void close() {
    sqs.close();
  }

  private static final class Memory implements Checkpoints {
    private final Map<Integer, Integer> next = new ConcurrentHashMap<>();

    @Override
    public int next(Pass pass, int shard) {
      return next.getOrDefault(shard, 0);
    }

    @Override
    public void reached(Pass pass, int shard, int reached) {
      next.merge(shard, reached, Math::max);
    }
  }
}
