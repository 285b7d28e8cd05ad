package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Campaigns;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Channels;
import dev.blast.dispatch.EnvelopeQueue;
import dev.blast.local.EmbeddedRun.End;
import dev.blast.outcome.Outcome;
import dev.blast.run.Control;
import dev.blast.run.Firing.Fired;
import dev.blast.run.Pause;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import dev.blast.site.LocalSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs that are paused and cancelled, over a real queue and a real ledger. */
class ControlledRunTest {

  @TempDir private Path folder;
  private final Map<String, Integer> attempted = new ConcurrentHashMap<>();
  private final InstantSource clock = InstantSource.system();

  /** At half of 100,000: the books close, and nobody is attempted any more. */
  @Test
  void aRunThatIsCancelledAtHalfClosesSoon() throws Exception {
    int people = 100_000;
    LocalBlast blast = blast(people);
    RunId id = fired(blast, "");
    RunControl control = blast.runs().control();
    AtomicInteger attempts = new AtomicInteger();
    AtomicReference<Instant> cancelled = new AtomicReference<>(Instant.MAX);
    Channels channels =
        settings ->
            message -> {
              if (attempts.incrementAndGet() == people / 2) {
                Instant now = clock.instant();
                control.change(id, asked -> asked.cancelled(now));
                cancelled.set(now);
              }
              attempted.merge(message.recipientId(), 1, Integer::sum);
              return new Attempt.Accepted("p");
            };
    AtomicReference<Instant> closed = new AtomicReference<>(Instant.MAX);
    AtomicInteger atTheClose = new AtomicInteger();
    try (LiveRun live = blast.begin(id, channels)) {
      End end =
          live.embedded()
              .toTheEnd(
                  seen -> {
                    if (seen.tally().open() == 0) {
                      closed.set(clock.instant());
                      atTheClose.set(attempts.get());
                    }
                  });
      assertThat(end).isInstanceOf(End.Closed.class);
    }
    Duration took = Duration.between(cancelled.get(), closed.get());
    System.out.printf("a cancelled run of %,d: open 0 after %s%n", people, took);
    assertThat(attempts).hasValue(atTheClose.get());
    assertThat(took).isLessThan(Duration.ofSeconds(10));
    assertThat(attempted.values()).containsOnly(1);
    assertThat(attempted.size()).isBetween(people / 2, people - 1);
    assertThat(LocalSite.of(blast).books().tally(id))
        .hasValueSatisfying(
            tally -> {
              assertThat(tally.balances()).isTrue();
              assertThat(tally.count(Outcome.SENT)).isEqualTo(attempted.size());
              assertThat(tally.count(Outcome.CANCELLED)).isEqualTo(people - attempted.size());
            });
  }

  /** What a queue's retention does to the messages of a run that is paused for long. */
  @Test
  void aPauseThatOutlastsTheMessagesLosesNobody() throws Exception {
    int people = 2_000;
    LocalBlast blast = blast(people);
    RunId id = fired(blast, "packing: 10\n");
    RunControl control = blast.runs().control();
    AtomicInteger attempts = new AtomicInteger();
    AtomicBoolean forgets = new AtomicBoolean();
    Channels channels =
        settings ->
            message -> {
              if (attempts.incrementAndGet() == people / 4) {
                forgets.set(true);
                Instant now = clock.instant();
                control.change(id, asked -> asked.paused(new Pause(Pause.By.OPERATOR, "", now)));
              }
              attempted.merge(message.recipientId(), 1, Integer::sum);
              return new Attempt.Accepted("p");
            };
    // From the pause on, what is put on the queue is gone when the run goes on.
    UnaryOperator<EnvelopeQueue> forgetful =
        queue -> entries -> forgets.get() ? List.of() : queue.send(entries);
    AtomicInteger looks = new AtomicInteger();
    try (LiveRun live = blast.begin(id, channels, Interference.ofQueue(forgetful))) {
      End end =
          live.embedded()
              .toTheEnd(
                  seen -> {
                    boolean paused = seen.control().pause().isPresent();
                    if (paused && looks.incrementAndGet() == 8) {
                      control.change(id, Control::resumed);
                    }
                    if (!paused && looks.get() >= 8 && looks.incrementAndGet() == 16) {
                      forgets.set(false);
                    }
                  });
      assertThat(end).isInstanceOf(End.Closed.class);
    }
    assertThat(attempted).hasSize(people);
    assertThat(attempted.values()).containsOnly(1);
  }

  /** More than the embedded queue has room for. */
  @Test
  void moreMessagesThanTheQueueHoldsMayBeLostAndTheRunGoesOn() throws Exception {
    int people = 2_600;
    LocalBlast blast = blast(people);
    RunId id = fired(blast, "packing: 1\n");
    assertEverybodyIsSentOnceThoughEachMessageIsLostOnce(blast, id, people);
  }

  @Test
  void aCanaryWhoseMessagesAreLostIsSentAgainAndTheRunGoesOn() throws Exception {
    int people = 400;
    LocalBlast blast = blast(people);
    RunId id = fired(blast, "packing: 10\ncanary: { first: 50, wait: 0s }\n");
    assertEverybodyIsSentOnceThoughEachMessageIsLostOnce(blast, id, people);
    assertThat(blast.runs().control().of(id).canaryPassed()).isTrue();
  }

  private void assertEverybodyIsSentOnceThoughEachMessageIsLostOnce(
      LocalBlast blast, RunId id, int people) throws InterruptedException {
    Set<Integer> lost = ConcurrentHashMap.newKeySet();
    UnaryOperator<EnvelopeQueue> losing =
        queue ->
            entries ->
                queue.send(
                    entries.stream().filter(entry -> !lost.add(entry.id().sequence())).toList());
    Channels channels =
        settings ->
            message -> {
              attempted.merge(message.recipientId(), 1, Integer::sum);
              return new Attempt.Accepted("p");
            };
    try (LiveRun live = blast.begin(id, channels, Interference.ofQueue(losing))) {
      assertThat(live.embedded().toTheEnd(seen -> {})).isInstanceOf(End.Closed.class);
    }
    assertThat(attempted).hasSize(people);
    assertThat(attempted.values()).containsOnly(1);
  }

  private LocalBlast blast(int people) throws IOException {
    String rows =
        IntStream.range(0, people)
            .mapToObj(i -> "i" + i + ",p" + i + "@example.com,N" + i)
            .collect(Collectors.joining("\n"));
    Files.writeString(folder.resolve("people.csv"), "id,email,name\n" + rows);
    return new LocalBlast(folder.resolve("data"), clock);
  }

  private RunId fired(LocalBlast blast, String more) {
    CampaignFile file =
        Campaigns.read(
            folder.resolve("spring.yaml"),
            """
            id: spring
            audience: { path: people.csv, columns: { id: id, address: email } }
            message: { channel: { type: demo }, body: "Dear {{name}}" }
            """
                + more);
    Fired fired = blast.fire(file, clock.instant());
    assertThat(fired).isInstanceOf(Fired.Staged.class);
    return ((Fired.Staged) fired).run().id();
  }
}
