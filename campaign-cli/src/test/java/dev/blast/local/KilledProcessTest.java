package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.run.RunId;
import dev.blast.run.RunState;
import dev.blast.run.RunsContract;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left after a process was killed with no chance to clean up. */
class KilledProcessTest {

  private static final RunId RUN = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));

  @TempDir Path folder;

  @Test
  void everySettleThatReturnedIsThereAndTheCountersEqualTheStandings() throws Exception {
    Path file = folder.resolve("ledger.db");
    SqliteLedger.create(file, RUN, LedgerSettings.DEFAULT);
    Random random = new Random(42);
    for (int round = 0; round < 4; round++) {
      List<Integer> answered;
      try (Victim victim = Victim.start("deliver", file.toString(), RUN.toString(), "" + round)) {
        answered = sequences(victim, random.nextInt(40, 1_500));
      }
      try (SqliteLedger ledger = SqliteLedger.open(file, RUN, LedgerSettings.DEFAULT)) {
        BitSet settled = ledger.settledEnvelopes(round, 1);
        assertThat(answered).allMatch(settled::get);
        assertThat(settled.cardinality()).isLessThanOrEqualTo(answered.size() + Victim.THREADS);
        assertThat(sentOnRecord(ledger, round)).isEqualTo(ledger.outcomes(RUN).get(Outcome.SENT));
        whatWasInFlightIsGrantedWithDoubt(ledger);
      }
    }
  }

  /** Reads so many, kills, and reads what was said until then. */
  private static List<Integer> sequences(Victim victim, int until) throws Exception {
    List<Integer> said = new ArrayList<>();
    for (Optional<String> next = victim.next(); next.isPresent(); next = victim.next()) {
      said.add(Integer.valueOf(next.get()));
      if (said.size() == until) {
        victim.kill();
      }
    }
    assertThat(said).hasSizeGreaterThanOrEqualTo(until);
    return said;
  }

  private static long sentOnRecord(SqliteLedger ledger, int lastShard) {
    AtomicLong sent = new AtomicLong();
    for (int shard = 0; shard <= lastShard; shard++) {
      ledger.envelopes(
          RUN,
          shard,
          envelope ->
              sent.addAndGet(
                  envelope.standings().stream()
                      .filter(Standing.Settled.class::isInstance)
                      .count()));
    }
    return sent.get();
  }

  private static void whatWasInFlightIsGrantedWithDoubt(SqliteLedger ledger) {
    List<InFlight> inFlight = ledger.voidLeases();
    assertThat(inFlight).hasSizeLessThanOrEqualTo(Victim.THREADS);
    for (InFlight each : inFlight) {
      Instant now = Instant.now();
      EnvelopeId id = each.envelope();
      Claim claim = ledger.claim(id, Victim.RECIPIENTS, now, now.plusSeconds(60));
      assertThat(claim).isInstanceOf(Claim.Granted.class);
      Claim.Granted granted = (Claim.Granted) claim;
      assertThat(granted.uncertain()).isTrue();
      assertThat(ledger.settle(granted.lease(), granted.standings())).isTrue();
    }
  }

  @Test
  void aRunIsOpenedWholeOrNotAtAll() throws Exception {
    Random random = new Random(7);
    String next = RUN.toString();
    List<String> opened = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      try (Victim victim = Victim.start("open", folder.toString(), next)) {
        int until = opened.size() + random.nextInt(1, 12);
        for (Optional<String> said = victim.next(); said.isPresent(); said = victim.next()) {
          opened.add(said.get());
          if (opened.size() == until) {
            victim.kill();
          }
        }
      }
      next = opened.getLast();
    }
    RunFolders runs = new RunFolders(folder, RunsContract::read);

    assertThat(runs.all().stream().map(RunId::toString).toList()).containsAll(opened);
    for (RunId id : runs.all()) {
      assertThat(runs.find(id)).contains(RunsContract.run(id));
      assertThat(runs.state(id)).contains(RunState.OPENED);
      runs.ledger(id).close();
    }
    RunId after = new RunId(RUN.campaignId(), runs.all().getFirst().scheduled().plusSeconds(1));
    assertThat(runs.open(RunsContract.run(after))).isTrue();
  }

  @Test
  void aLockIsFreeWhenItsProcessIsDead() throws Exception {
    RunFolders runs = opened();
    try (Victim victim = Victim.start("lock", folder.toString(), RUN.toString())) {
      assertThat(victim.next()).contains("locked");
      assertThat(runs.isLive(RUN)).isTrue();
      assertThat(runs.lock(RUN)).isEmpty();
      victim.kill();

      assertThat(runs.isLive(RUN)).isFalse();
      assertThat(runs.lock(RUN)).hasValueSatisfying(RunLock::close);
    }
  }

  @Test
  void lookingAtALockDoesNotLetItGo() throws Exception {
    RunLock lock = opened().lock(RUN).orElseThrow();
    RunFolders others = new RunFolders(folder.resolve("."), RunsContract::read);
    assertThat(others.isLive(RUN)).isTrue();
    assertThat(others.lock(RUN)).isEmpty();
    try (Victim victim = Victim.start("lock", folder.toString(), RUN.toString())) {
      assertThat(victim.next()).contains("taken");
    }
    lock.close();

    assertThat(others.isLive(RUN)).isFalse();
  }

  private RunFolders opened() {
    RunFolders runs = new RunFolders(folder, RunsContract::read);
    assertThat(runs.open(RunsContract.run(RUN))).isTrue();
    return runs;
  }
}
