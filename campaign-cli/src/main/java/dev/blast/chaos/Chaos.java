package dev.blast.chaos;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.CampaignReader;
import dev.blast.delivery.DeliveryLedger;
import dev.blast.dispatch.EnvelopeQueue;
import dev.blast.dispatch.EnvelopeQueue.QueueUnavailable;
import dev.blast.local.EmbeddedRun.End;
import dev.blast.local.Interference;
import dev.blast.local.LedgerSettings;
import dev.blast.local.LedgerUnavailable;
import dev.blast.local.LiveRun;
import dev.blast.local.LocalBlast;
import dev.blast.run.Control;
import dev.blast.run.Firing.Fired;
import dev.blast.run.RunId;
import dev.blast.sender.channel.SenderChannels;
import dev.blast.watch.Watch.Seen;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Sends a made-up campaign to a built-in provider amid faults, and audits what became of everybody.
 * The parts are those of every embedded run: the handlers, the queue, the ledger, the HTTP channel.
 *
 * @param folder for everything it writes; empty at first
 * @param recipients how many there are, 1 or more
 * @param seed the same one strikes the same recipients
 */
public record Chaos(Path folder, int recipients, long seed, Set<Fault> faults) {

  /** The operator gives up who resumes a run more often. */
  private static final int RESUMES = 10;

  /** Short, so that the leases of the dead run out soon. */
  private static final Duration FUNCTION_TIMEOUT = Duration.ofSeconds(6);

  /** The tables of an empty ledger. */
  private static final int EMPTY_PAGES = 12;

  /** The disk is full when at most half of them are on record: so many would share a page. */
  private static final int RECIPIENTS_A_PAGE = 4_000;

  public Chaos {
    faults = Set.copyOf(faults);
  }

  /**
   * Runs to the end; blocks for a minute or so.
   *
   * @param progress told what each look at the run finds
   * @throws IOException when the folder cannot be written
   */
  public Verdict run(Consumer<Seen> progress) throws IOException, InterruptedException {
    Injected injected = new Injected(seed, faults);
    Witness witness = new Witness();
    InstantSource system = InstantSource.system();
    InstantSource clock =
        injected.has(Fault.STEPPED_CLOCK) ? new SteppedClock(system, injected) : system;
    try (Provider provider = Provider.start(injected, recipients / 2);
        SenderChannels channels = LocalBlast.channels(clock)) {
      Faults between = new Faults(injected, witness, pagesOfAFullDisk(), new AtomicInteger());
      LocalBlast blast = new LocalBlast(folder.resolve("data"), between, clock);
      RunId id = fire(blast, provider, clock);
      witness.staged(blast.runs().manifest(id).orElseThrow());
      int resumed = 0;
      while (!toTheEnd(blast, id, channels, injected, progress) && resumed < RESUMES) {
        resumed = between.resumed().incrementAndGet();
        repair(blast, id, provider);
      }
      return new ChaosAudit(recipients, provider, witness, injected).verdict(blast, id, resumed);
    }
  }

  private int pagesOfAFullDisk() {
    return EMPTY_PAGES + recipients / RECIPIENTS_A_PAGE;
  }

  private RunId fire(LocalBlast blast, Provider provider, InstantSource clock) throws IOException {
    Fired fired = blast.fire(campaign(provider), clock.instant());
    if (fired instanceof Fired.Staged staged) {
      return staged.run().id();
    }
    throw new IllegalStateException("the made-up campaign was refused: " + fired);
  }

  private CampaignFile campaign(Provider provider) throws IOException {
    try (BufferedWriter people = Files.newBufferedWriter(folder.resolve("people.csv"))) {
      people.write("id,email,name\n");
      for (int i = 0; i < recipients; i++) {
        people.write("r" + i + ",r" + i + "@chaos.example,N" + i + "\n");
      }
    }
    Path file = folder.resolve("chaos.yaml");
    Files.writeString(
        file,
        """
        id: chaos
        audience: { path: people.csv, columns: { id: id, address: email } }
        message:
          channel: { type: webhook, url: "%s", timeout: 2s, concurrency: 128 }
          body: "Dear {{name}}, this is a test."
        attempts: { max: 20, firstDelay: 200ms, maxDelay: 2s }
        deadline: 2h
        """
            .formatted(provider.url()));
    return switch (CampaignReader.read(file)) {
      case CampaignReader.Reading.Read(CampaignFile read) -> read;
      case CampaignReader.Reading.Rejected(var problems) ->
          throw new IllegalStateException("the made-up campaign is wrong: " + problems);
    };
  }

  /** What the operator does between a pause and a resume. */
  private static void repair(LocalBlast blast, RunId id, Provider provider) {
    if (blast.runs().control().of(id).pause().isPresent()) {
      provider.repair();
      Control lifted = blast.runs().control().change(id, Control::resumed);
    }
  }

  /** Answers false where an operator would have to resume. */
  private boolean toTheEnd(
      LocalBlast blast,
      RunId id,
      SenderChannels channels,
      Injected injected,
      Consumer<Seen> progress)
      throws InterruptedException {
    try (LedgerLocker locker = LedgerLocker.start(blast.runs().folder(id).ledger(), injected);
        LiveRun live = blast.begin(id, channels)) {
      End end = live.embedded().toTheEnd(progress);
      return end instanceof End.Closed || end instanceof End.Unbalanced;
    } catch (LedgerUnavailable full) {
      injected.count(Fault.FULL_DISK);
      return false;
    } catch (QueueUnavailable away) {
      return false;
    }
  }

  /** Everything that is put between the parts of the run. */
  private record Faults(Injected injected, Witness witness, int pages, AtomicInteger resumed)
      implements Interference {

    @Override
    public EnvelopeQueue queue(EnvelopeQueue queue) {
      return new FaultyQueue(queue, injected);
    }

    @Override
    public DeliveryLedger ledger(DeliveryLedger ledger) {
      return new FaultyLedger(ledger, injected, witness::inDoubt);
    }

    @Override
    public RequestHandler<SQSEvent, SQSBatchResponse> sender(
        RequestHandler<SQSEvent, SQSBatchResponse> sender) {
      return new FaultySender(sender, injected);
    }

    @Override
    public Duration functionTimeout(Duration usual) {
      return FUNCTION_TIMEOUT;
    }

    /** A limit of SQLite's own, which answers as a full disk does. */
    @Override
    public LedgerSettings ledgerSettings(LedgerSettings usual) {
      return injected.has(Fault.FULL_DISK)
              && injected.counts().getOrDefault(Fault.FULL_DISK, 0L) == 0L
          ? usual.withMaxPages(pages)
          : usual;
    }
  }
}
