package dev.blast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.dispatch.Pass;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.report.Facts.EnvelopeFacts;
import dev.blast.run.RunId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerResumeTest {

  private static final RunId RUN = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:05Z");
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final Reason TOO_LARGE = Reason.of("message-too-large");
  private static final Standing SENT =
      new Standing.Settled(Outcome.SENT, Reason.NONE, 1, "m-1", NOW);

  @TempDir Path folder;
  private LedgersOnDisk ledgers = new LedgersOnDisk(() -> folder);

  @BeforeEach
  void inAFolderWithAnAwkwardName() {
    ledgers = new LedgersOnDisk(() -> folder.resolve("a?b=c %41 #早"));
  }

  @AfterEach
  void close() {
    ledgers.close();
  }

  @Test
  void aVoidedLeaseIsGrantedAtOnceWithDoubtAndItsHolderIsFencedOff() {
    Claim.Granted dead = granted(id(0, 4), 3);

    assertThat(ledger().voidLeases()).containsExactly(new InFlight(id(0, 4), 3));
    assertThat(ledger().settle(dead.lease(), List.of(SENT, SENT, SENT))).isFalse();
    Claim.Granted again = granted(id(0, 4), 3);
    assertThat(again.uncertain()).isTrue();
    assertThat(ledger().settle(dead.lease(), List.of(SENT, SENT, SENT))).isFalse();
    assertThat(ledger().settle(again.lease(), List.of(SENT, SENT, SENT))).isTrue();
    assertThat(ledger().voidLeases()).isEmpty();
  }

  @Test
  void aVoidedLeaseIsNamedAgainUntilSomebodySettlesIt() {
    granted(id(1, 0), 2);
    settle(granted(id(0, 1), 2), SENT, Standing.UNTRIED);
    granted(id(0, 1), 2);
    List<InFlight> inFlight = List.of(new InFlight(id(0, 1), 1), new InFlight(id(1, 0), 2));

    assertThat(ledger().voidLeases()).isEqualTo(inFlight);
    ledgers.close();
    assertThat(ledger().voidLeases()).isEqualTo(inFlight);
    assertThat(facts(1))
        .containsExactly(new EnvelopeFacts(0, true, List.of(Standing.UNTRIED, Standing.UNTRIED)));
  }

  @Test
  void settledEnvelopesAreThoseInWhichNobodyIsOpen() {
    settle(granted(id(2, 0), 1), SENT);
    settle(granted(id(2, 64), 1), SENT);
    settle(granted(id(2, 3), 2), SENT, Standing.UNTRIED);
    granted(id(2, 5), 1);
    settle(granted(id(3, 7), 1), SENT);

    assertThat(ledger().settledEnvelopes(2, 128)).isEqualTo(BitSet.valueOf(new long[] {1, 1}));
    assertThat(ledger().settledEnvelopes(9, 1)).isEqualTo(new BitSet());
  }

  @Test
  void anUnsendableEnvelopeIsSettledSoThatNobodyDispatchesItAgain() {
    granted(id(0, 1), 2);
    assertThat(ledger().voidLeases()).hasSize(1);
    ledger().record(id(0, 0), 3, TOO_LARGE, NOW);
    ledger().record(id(0, 1), 2, TOO_LARGE, NOW);

    assertThat(ledger().settledEnvelopes(0, 2)).isEqualTo(BitSet.valueOf(new long[] {0b11}));
    assertThat(ledger().outcomes(RUN))
        .containsEntry(Outcome.INVALID, 3L)
        .containsEntry(Outcome.UNCONFIRMED, 2L);
  }

  @Test
  void anotherRunIsRefused() {
    RunId other = new RunId("evening", RUN.scheduled());

    assertThatThrownBy(() -> ledger().claim(new EnvelopeId(other, 0, 0), 1, NOW, LATER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this is the ledger of " + RUN + ", not of " + other);
    assertThatThrownBy(() -> ledger().outcomes(other)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ledger().next(Pass.first(other), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private SqliteLedger ledger() {
    return ledgers.of(RUN);
  }

  private static EnvelopeId id(int shard, int sequence) {
    return new EnvelopeId(RUN, shard, sequence);
  }

  private Claim.Granted granted(EnvelopeId id, int recipients) {
    Claim claim = ledger().claim(id, recipients, NOW, LATER);
    assertThat(claim).isInstanceOf(Claim.Granted.class);
    return (Claim.Granted) claim;
  }

  private void settle(Claim.Granted granted, Standing... standings) {
    assertThat(ledger().settle(granted.lease(), List.of(standings))).isTrue();
  }

  private List<EnvelopeFacts> facts(int shard) {
    List<EnvelopeFacts> found = new ArrayList<>();
    ledger().envelopes(RUN, shard, found::add);
    return found;
  }
}
