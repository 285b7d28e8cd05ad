package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Campaigns;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Channels;
import dev.blast.delivery.DeadLetter;
import dev.blast.delivery.DeadLetter.Kind;
import dev.blast.dispatch.EnvelopeQueue;
import dev.blast.local.EmbeddedRun.End;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.Firing.Fired;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.site.LocalSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs amid messages that are no use to anybody. */
class DeadLetterRunTest {

  private static final int PEOPLE = 300;
  private static final int MALFORMED = 200;

  @TempDir private Path folder;
  private final List<String> alerts = new CopyOnWriteArrayList<>();
  private final Set<String> sent = ConcurrentHashMap.newKeySet();
  private volatile int alertStatus = 200;
  private HttpServer pager;
  private LocalBlast blast;

  @BeforeEach
  void begin() throws IOException {
    List<String> rows =
        IntStream.range(0, PEOPLE)
            .mapToObj(i -> "i" + i + ",p" + i + "@example.com,N" + i)
            .toList();
    Files.writeString(folder.resolve("people.csv"), "id,email,name\n" + String.join("\n", rows));
    pager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    pager.createContext("/", this::page);
    pager.start();
    String url = "http://127.0.0.1:" + pager.getAddress().getPort() + "/hook-token";
    blast =
        new LocalBlast(
            folder.resolve("data"),
            name -> name.equals("BLAST_ALERT_WEBHOOK") ? url : null,
            InstantSource.system());
  }

  private void page(HttpExchange exchange) throws IOException {
    try (exchange) {
      alerts.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      exchange.sendResponseHeaders(alertStatus, -1);
    }
  }

  @AfterEach
  void end() {
    pager.stop(0);
  }

  @Test
  void everyOneOfManyMalformedMessagesIsOnRecordWholeAndTheRunIsClosedAndBalanced()
      throws InterruptedException {
    RunId id = fired();
    List<String> bodies = new Malformed(20261122, id).bodies(MALFORMED);
    List<String> troubles;
    try (LiveRun live =
        blast.begin(
            id, untilOnRecord(id, MALFORMED), Interference.ofQueue(queue -> amid(queue, bodies)))) {
      assertThat(live.embedded().toTheEnd(tally -> {})).isInstanceOf(End.Closed.class);
      assertThat(live.deadLetters()).isEqualTo(MALFORMED);
      troubles = live.troubles();
    }

    List<DeadLetter> letters = letters(id);
    assertThat(letters).extracting(DeadLetter::body).containsExactlyInAnyOrderElementsOf(bodies);
    assertThat(letters).allSatisfy(letter -> assertThat(letter.receives()).isEqualTo(1));
    assertThat(EnumSet.copyOf(letters.stream().map(DeadLetter::kind).toList()))
        .containsExactlyInAnyOrder(
            Kind.UNREADABLE, Kind.UNKNOWN_VERSION, Kind.RUN_UNKNOWN, Kind.DOES_NOT_FIT);
    assertThat(sent).hasSize(PEOPLE);
    assertThat(blast.runs().state(id)).contains(RunState.CLOSED);
    assertThat(LocalSite.of(blast).books().tally(id).orElseThrow().count(Outcome.SENT))
        .isEqualTo(PEOPLE);
    assertThat(alerts).isNotEmpty().hasSizeLessThanOrEqualTo(MALFORMED);
    assertThat(alerts.getFirst()).contains("dead letters: ", "run " + id, "blast dead " + id);
    String said =
        String.join("\n", troubles)
            + String.join("\n", alerts)
            + letters.stream().map(DeadLetter::why).collect(Collectors.joining("\n"));
    assertThat(said).doesNotContain("@example.com", "hook-token");
  }

  @Test
  void anAlertWebhookThatFailsLosesNoLetterAndIsNamedInTheNotes() throws InterruptedException {
    alertStatus = 500;
    RunId id = fired();
    try (LiveRun live =
        blast.begin(
            id, untilOnRecord(id, 12), Interference.ofQueue(queue -> amid(queue, bodies(id))))) {
      assertThat(live.embedded().toTheEnd(tally -> {})).isInstanceOf(End.Closed.class);
      assertThat(String.join("\n", live.troubles()))
          .contains("the alert webhook at 127.0.0.1 answered 500", "an alert was raised")
          .doesNotContain("hook-token");
    }
    assertThat(letters(id)).hasSize(12);
  }

  @Test
  void aSecondProcessOfTheRunKeepsTheLettersOfTheFirst() throws InterruptedException {
    RunId id = fired();
    try (LiveRun live =
        blast.begin(
            id,
            untilOnRecord(id, 12),
            Interference.ofQueue(
                queue ->
                    amid(
                        entries ->
                            queue.send(entries.stream().filter(e -> e.recipients() == 0).toList()),
                        bodies(id))))) {
      assertThat(live.embedded().toTheEnd(tally -> {})).isInstanceOf(End.RanDry.class);
    }
    List<DeadLetter> first = letters(id);
    try (LiveRun live = blast.begin(id, untilOnRecord(id, 12))) {
      assertThat(live.embedded().toTheEnd(tally -> {})).isInstanceOf(End.Closed.class);
      assertThat(live.deadLetters()).isEqualTo(12);
    }
    assertThat(first).hasSize(12);
    assertThat(letters(id)).isEqualTo(first);
  }

  private List<String> bodies(RunId id) {
    return new Malformed(7, id).bodies(12);
  }

  /** Puts more messages on the queue before the first ones that were to be sent. */
  private static EnvelopeQueue amid(EnvelopeQueue queue, List<String> bodies) {
    AtomicBoolean begun = new AtomicBoolean();
    return entries -> {
      if (!begun.getAndSet(true)) {
        EnvelopeId named = entries.getFirst().id();
        for (String body : bodies) {
          int bytes = body.getBytes(StandardCharsets.UTF_8).length;
          assertThat(queue.send(List.of(new EnvelopeQueue.Entry(named, 0, body, bytes)))).isEmpty();
        }
      }
      return queue.send(entries);
    };
  }

  /** One recipient is told "later" until so many letters are on record: the run stays open. */
  private Channels untilOnRecord(RunId id, int expected) {
    return settings ->
        message -> {
          if (message.recipientId().equals("i0") && letters(id).size() < expected) {
            return new Attempt.Deferred(Reason.of("http-503"), Duration.ZERO);
          }
          sent.add(message.recipientId());
          return new Attempt.Accepted("p");
        };
  }

  private List<DeadLetter> letters(RunId id) {
    List<DeadLetter> letters = new ArrayList<>();
    blast.runs().deadLetters(id, letters::add);
    return letters;
  }

  private RunId fired() {
    CampaignFile file =
        Campaigns.read(
            folder.resolve("spring.yaml"),
            """
            id: spring
            audience: { path: people.csv, columns: { id: id, address: email } }
            message: { channel: { type: demo }, body: "Dear {{name}}" }
            attempts: { max: 2, firstDelay: 10ms, maxDelay: 20ms }
            packing: 5
            """);
    Fired fired = blast.fire(file, InstantSource.system().instant());
    assertThat(fired).isInstanceOf(Fired.Staged.class);
    return ((Fired.Staged) fired).run().id();
  }
}
