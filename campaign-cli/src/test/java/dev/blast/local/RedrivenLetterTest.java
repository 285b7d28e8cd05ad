package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Campaigns;
import dev.blast.delivery.DeadLetter;
import dev.blast.delivery.DeadLetter.Kind;
import dev.blast.delivery.DeadLetterOffice;
import dev.blast.queue.Envelope;
import dev.blast.queue.EnvelopeCodec;
import dev.blast.queue.EnvelopeId;
import dev.blast.queue.Recipient;
import dev.blast.run.MemoryRuns;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.sender.DeadLetterHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Messages that the queue itself gives up, with what a real one says of them. */
class RedrivenLetterTest {

  private static final RunId RUN = new RunId("spring", Instant.parse("2026-03-01T07:00:00Z"));
  private static final EnvelopeId ID = new EnvelopeId(RUN, 0, 0);
  private static final Duration VISIBILITY = Duration.ofSeconds(1);
  private static final int RECEIVES = 3;

  @TempDir Path folder;
  private final LedgersOnDisk ledgers = new LedgersOnDisk(() -> folder);
  private EmbeddedQueue queue;
  private SqsClient sqs;

  @BeforeEach
  void start() {
    queue = EmbeddedQueue.start(new EmbeddedQueue.Settings(VISIBILITY, RECEIVES, 1));
    sqs = queue.client(4);
  }

  @AfterEach
  void stop() {
    sqs.close();
    queue.close();
    ledgers.close();
  }

  @Test
  void aMessageThatIsReturnedAtOnceAgainAndAgainIsWornOutAndItsRecipientsStayOpen() {
    send(body());
    await().atMost(Duration.ofSeconds(30)).until(() -> receive(true) == 0 && dead() == 1);

    assertThat(handled().kind()).isEqualTo(Kind.WORN_OUT);
    assertThat(ledgers.of(RUN).outcomes(RUN)).isEmpty();
  }

  private String send(String body) {
    return sqs.sendMessage(send -> send.queueUrl(queue.url()).messageBody(body)).messageId();
  }

  /** Receives as a sender does that never answers, or that returns everything. */
  private int receive(boolean giveBack) {
    var messages = new SourceQueue(sqs, queue.url()).receive(10, 1);
    if (giveBack && !messages.isEmpty()) {
      new SourceQueue(sqs, queue.url()).giveBack(messages);
    }
    return messages.size();
  }

  private long dead() {
    return queue.depth().dead();
  }

  private DeadLetter handled() {
    MemoryRuns runs = new MemoryRuns();
    CampaignFile file = Campaigns.demo("");
    runs.open(new Run(RUN, file, RUN.scheduled().plusSeconds(60)));
    SqliteLedger ledger = ledgers.of(RUN);
    DeadLetterOffice office =
        new DeadLetterOffice(
            runs,
            ledger,
            ledger.deadLetters(),
            alert -> {},
            new DeadLetterOffice.Desk("here", "look"),
            InstantSource.system());
    List<DeadLetter> letters = new ArrayList<>();
    try (EventSourceMapping mapping =
        new EventSourceMapping(
            sqs,
            queue.deadLetterUrl(),
            new DeadLetterHandler(office),
            EventSourceMapping.Settings.DEFAULT,
            event -> {},
            InstantSource.system())) {
      mapping.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> dead() == 0);
    }
    ledger.deadLetters().each(letters::add);
    assertThat(letters).hasSize(1);
    return letters.getFirst();
  }

  private static String body() {
    List<Recipient> people =
        IntStream.range(0, 2)
            .mapToObj(i -> new Recipient(i + 2, "i" + i, "p" + i + "@example.com", List.of("n")))
            .toList();
    return EnvelopeCodec.encode(new Envelope(ID, people)).body();
  }
}
