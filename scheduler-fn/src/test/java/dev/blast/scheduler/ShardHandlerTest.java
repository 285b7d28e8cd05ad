package dev.blast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.blast.audience.LocalFile;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Campaigns;
import dev.blast.dispatch.Checkpoints;
import dev.blast.dispatch.DispatchSettings;
import dev.blast.dispatch.Dispatcher;
import dev.blast.dispatch.EnvelopeQueue;
import dev.blast.dispatch.MemoryCheckpoints;
import dev.blast.dispatch.Pass;
import dev.blast.dispatch.ShardDispatch;
import dev.blast.dispatch.ShardOrder;
import dev.blast.run.MemoryRunControl;
import dev.blast.run.MemoryRuns;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.stage.Manifest;
import dev.blast.stage.Rejects;
import dev.blast.stage.Staging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of 3,000 in envelopes of two, in several shards. */
class ShardHandlerTest {

  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  private static final RunId ID = new RunId("spring", START);
  private static final Pass PASS = Pass.first(ID);

  private final MemoryRuns runs = new MemoryRuns();
  private final MemoryRunControl control = new MemoryRunControl();
  private final Checkpoints checkpoints = new MemoryCheckpoints();
  private final List<String> enqueued = new ArrayList<>();
  private final List<ShardOrder> failed = new ArrayList<>();
  private final Map<String, Duration> postponed = new LinkedHashMap<>();
  private final List<String> logged = new ArrayList<>();
  private int millisLeft = 900_000;
  private int broken = Integer.MAX_VALUE;
  private boolean standsStill;
  private boolean over;
  private Manifest manifest;

  @TempDir private Path folder;

  @BeforeEach
  void stages() throws IOException {
    StringBuilder people = new StringBuilder("id,email,name\n");
    for (int i = 0; i < 3_000; i++) {
      people.append("r").append(i).append(",r").append(i).append("@example.com,N\n");
    }
    Files.writeString(folder.resolve("people.csv"), people);
    CampaignFile file =
        Campaigns.read(folder.resolve("spring.yaml"), Campaigns.demo("packing: 2\n").text());
    Run run = new Run(ID, file, START.plusSeconds(3_600));
    Staging.Answer answer =
        new Staging(uri -> new LocalFile(folder.resolve(uri)), 16_384)
            .stage(file.campaign(), folder, Rejects.NONE);
    manifest = ((Staging.Answer.Staged) answer).manifest();
    assertThat(manifest.shards()).hasSizeGreaterThan(2);
    runs.open(run);
    runs.freeze(ID, manifest);
    control.opened(ID);
  }

  @Test
  void anOrderOfAllShardsPutsEverybodyOnTheQueueOnce() {
    assertThat(handle(all().encode())).isEmpty();
    assertThat(enqueued).hasSize(Math.toIntExact(manifest.envelopes())).doesNotHaveDuplicates();
    assertThat(postponed).isEmpty();
  }

  @Test
  void whatIsNotDoneWhenTheTimeIsUpComesBackInASecondAndGoesOn() {
    broken = 700;
    assertThat(handle(all().encode())).containsExactly("m0");
    assertThat(postponed).containsEntry("receipt-m0", Duration.ofSeconds(1));
    assertThat(enqueued.size()).isBetween(500, Math.toIntExact(manifest.envelopes()) - 1);
    millisLeft = 900_000;
    broken = Integer.MAX_VALUE;
    assertThat(handle(all().encode())).isEmpty();
    assertThat(enqueued).hasSize(Math.toIntExact(manifest.envelopes())).doesNotHaveDuplicates();
  }

  @Test
  void withoutTimeNothingIsBegun() {
    millisLeft = 29_999;
    assertThat(handle(all().encode())).containsExactly("m0");
    assertThat(enqueued).isEmpty();
  }

  @Test
  void anOrderOfARunThatStandsStillIsPostponed() {
    standsStill = true;
    assertThat(handle(all().encode())).containsExactly("m0");
    assertThat(postponed).containsEntry("receipt-m0", Duration.ofSeconds(5));
    assertThat(enqueued).isEmpty();
  }

  @Test
  void anOrderOfARunThatIsOverIsDone() {
    over = true;
    assertThat(handle(all().encode())).isEmpty();
    assertThat(enqueued).isEmpty();
  }

  @Test
  void aMessageThatIsNoOrderStaysAndLeavesTheOthersAlone() {
    assertThat(handle("garbage", all().encode(), null)).containsExactly("m0", "m2");
    assertThat(enqueued).hasSize(Math.toIntExact(manifest.envelopes()));
    assertThat(logged).hasSize(2).allMatch(line -> line.startsWith("not a shard order: messageId"));
    assertThat(handle((String[]) null)).isEmpty();
  }

  @Test
  void anOrderThatBreaksIsToldAndComesBackSoon() {
    int shards = manifest.shards().size();
    ShardOrder wrong = new ShardOrder(PASS, shards, shards + 1, 1);
    ShardOrder unknown = new ShardOrder(Pass.first(new RunId("autumn", START)), 0, 1, 1);
    assertThat(handle(wrong.encode(), unknown.encode())).containsExactly("m0", "m1");
    assertThat(failed).containsExactly(wrong, unknown);
    assertThat(postponed.values()).containsOnly(Duration.ofSeconds(10));
  }

  private ShardOrder all() {
    return new ShardOrder(PASS, 0, manifest.shards().size(), 1);
  }

  private List<String> handle(@Nullable String @Nullable ... bodies) {
    SQSEvent event = new SQSEvent();
    if (bodies != null) {
      List<SQSMessage> messages = new ArrayList<>();
      Arrays.stream(bodies)
          .forEach(
              body -> {
                SQSMessage message = new SQSMessage();
                message.setMessageId("m" + messages.size());
                message.setReceiptHandle("receipt-" + message.getMessageId());
                message.setBody(body);
                messages.add(message);
              });
      event.setRecords(messages);
    }
    SQSBatchResponse answer =
        handler().handleRequest(event, Invocations.with(() -> millisLeft, logged));
    return answer.getBatchItemFailures().stream().map(BatchItemFailure::getItemIdentifier).toList();
  }

  private ShardHandler handler() {
    Dispatcher dispatcher =
        new Dispatcher(
            this::send,
            checkpoints,
            (id, recipients, reason, at) -> {},
            DispatchSettings.DEFAULT,
            () -> START,
            pause -> {});
    ShardDispatch dispatch =
        new ShardDispatch(
            runs,
            run -> new LocalFile(folder.resolve("people.csv")),
            (id, shard, envelopes) -> new BitSet(),
            dispatcher,
            control,
            () -> START);
    return new ShardHandler(
        dispatch,
        new ShardHandler.Brakes(() -> false, run -> standsStill, run -> over),
        postponed::putAll,
        (order, why) -> failed.add(order));
  }

  private synchronized List<EnvelopeQueue.Unsent> send(List<EnvelopeQueue.Entry> entries) {
    entries.forEach(entry -> enqueued.add(entry.id().toString()));
    if (enqueued.size() >= broken) {
      millisLeft = 1_000;
    }
    return List.of();
  }
}
