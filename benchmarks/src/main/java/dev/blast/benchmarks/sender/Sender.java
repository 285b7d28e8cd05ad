package dev.blast.benchmarks.sender;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.blast.benchmarks.NothingAsked;
import dev.blast.benchmarks.OneRun;
import dev.blast.delivery.Delivery;
import dev.blast.delivery.Timing;
import dev.blast.local.LedgerSettings;
import dev.blast.local.SqliteLedger;
import dev.blast.outcome.Outcome;
import dev.blast.queue.Envelope;
import dev.blast.queue.EnvelopeCodec;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.Run;
import dev.blast.run.RunState;
import dev.blast.sender.SenderHandler;
import dev.blast.sender.channel.SenderChannels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The real handler over the real ledger on disk and the real webhook channel: events of ten
 * envelopes, eight invocations at a time, as in {@code blast run}. Every {@link #run} is a run of
 * its own, with a new ledger.
 */
final class Sender implements Work {

  private static final int MESSAGES = 10;
  private static final int INVOCATIONS = 8;

  private final Audience audience;
  private final Path folder;
  private final SenderChannels channels = new SenderChannels(name -> null, InstantSource.system());
  private Instant scheduled = Instant.parse("2026-11-24T12:00:00Z");
  private Optional<Prepared> prepared = Optional.empty();

  private record Prepared(Run run, Path file, SqliteLedger ledger, List<SQSEvent> events) {}

  /**
   * @param folder where the ledgers are written; it should be on a disk
   */
  Sender(Audience audience, Path folder) {
    this.audience = audience;
    this.folder = folder;
  }

  @Override
  public String name() {
    return SenderBenchmark.SENDER;
  }

  @Override
  public void prepare() throws IOException {
    scheduled = scheduled.plusSeconds(1);
    Run run = audience.run(scheduled);
    Path file = Files.createTempDirectory(folder, "ledger-").resolve("ledger.db");
    SqliteLedger.create(file, run.id(), LedgerSettings.DEFAULT);
    SqliteLedger ledger = SqliteLedger.open(file, run.id(), LedgerSettings.DEFAULT);
    prepared = Optional.of(new Prepared(run, file, ledger, events(run)));
  }

  private List<SQSEvent> events(Run run) {
    List<SQSEvent> events = new ArrayList<>();
    List<SQSMessage> messages = new ArrayList<>();
    int size = audience.recipients().size();
    for (int from = 0, sequence = 0; from < size; from += Audience.PACKING, sequence++) {
      int to = Math.min(size, from + Audience.PACKING);
      messages.add(
          message(
              new Envelope(
                  new EnvelopeId(run.id(), 0, sequence), audience.recipients().subList(from, to))));
      if (messages.size() == MESSAGES || to == size) {
        SQSEvent event = new SQSEvent();
        event.setRecords(List.copyOf(messages));
        events.add(event);
        messages.clear();
      }
    }
    return events;
  }

  private static SQSMessage message(Envelope envelope) {
    SQSMessage message = new SQSMessage();
    message.setMessageId("m-" + envelope.id().sequence());
    message.setReceiptHandle("h-" + envelope.id().sequence());
    message.setBody(EnvelopeCodec.encode(envelope).body());
    return message;
  }

  @Override
  public void run() throws Exception {
    Prepared now = prepared.orElseThrow();
    Delivery delivery =
        new Delivery(
            now.ledger(),
            new OneRun(now.run(), RunState.DISPATCHED, Optional.empty()),
            channels,
            new NothingAsked(),
            new Timing(InstantSource.system(), System::nanoTime, Thread::sleep));
    SenderHandler handler =
        new SenderHandler(delivery, Sender::kept, letters -> Set.of(), InstantSource.system());
    List<Future<SQSBatchResponse>> answers = new ArrayList<>();
    try (ExecutorService invocations =
        Executors.newFixedThreadPool(INVOCATIONS, Thread.ofVirtual().factory())) {
      for (SQSEvent event : now.events()) {
        answers.add(invocations.submit(() -> handler.handleRequest(event, new FiveMinutes())));
      }
    }
    for (Future<SQSBatchResponse> answer : answers) {
      if (!answer.get().getBatchItemFailures().isEmpty()) {
        throw new IllegalStateException("messages were kept");
      }
    }
  }

  private static void kept(Map<String, ?> delays) {
    throw new IllegalStateException(delays.size() + " messages were kept");
  }

  @Override
  public void check() throws IOException {
    Prepared done = prepared.orElseThrow();
    long sent = done.ledger().outcomes(done.run().id()).getOrDefault(Outcome.SENT, 0L);
    done.ledger().close();
    try (var files = Files.list(done.file().getParent())) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
    }
    Files.delete(done.file().getParent());
    if (sent != audience.recipients().size()) {
      throw new IllegalStateException("the ledger has " + sent + " sent");
    }
  }

  @Override
  public void close() {
    channels.close();
  }
}
