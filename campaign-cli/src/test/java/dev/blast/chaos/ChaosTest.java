package dev.blast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.StagedCounts;
import dev.blast.outcome.Tally;
import dev.blast.run.RunId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short self-test; {@code benchmarks/chaos.sh} has each fault alone over 100,000. */
class ChaosTest {

  private static final int PEOPLE = 1_000;

  @TempDir private Path folder;

  @Test
  void amidFaultsOfQueueAndProviderNobodyIsLostAndRepeatsAreInDoubt() throws Exception {
    Verdict verdict =
        run(
            EnumSet.complementOf(
                EnumSet.of(Fault.STEPPED_CLOCK, Fault.KILLED_SENDERS, Fault.HUNG_PROVIDER)));
    assertThat(verdict.passed()).as("%s", verdict).isTrue();
    assertThat(verdict.injected().values()).as("%s", verdict).allMatch(times -> times > 0);
    assertThat(verdict.resumed()).as("once, for the full disk").isPositive();
  }

  @Test
  void withoutFaultsEverybodyIsSentOnce() throws Exception {
    Verdict verdict = run(Set.of());
    assertThat(verdict.passed()).isTrue();
    assertThat(verdict.repeated()).isZero();
    assertThat(verdict.tally().count(Outcome.SENT)).isEqualTo(PEOPLE);
  }

  @Test
  void aFaultThatDidNotStrikeShowsNothing() {
    Verdict quiet = verdict(Map.of(Fault.FULL_DISK, 0L));
    assertThat(quiet.idle()).containsExactly(Fault.FULL_DISK);
    assertThat(quiet.passed()).isFalse();
    assertThat(verdict(Map.of(Fault.FULL_DISK, 1L)).passed()).isTrue();
  }

  private static Verdict verdict(Map<Fault, Long> injected) {
    Tally tally = new Tally(new StagedCounts(1, Map.of(), 1), Map.of(Outcome.SENT, 1L), 0);
    return new Verdict(tally, injected, 0, 0, List.of(), 0);
  }

  /** The audit must be able to fail: here the provider forgets what it took. */
  @Test
  void aProviderThatNeverTookWhatIsSentIsFoundOut() throws IOException {
    Injected injected = new Injected(1, Set.of());
    try (Provider provider = Provider.start(injected, 1)) {
      ChaosAudit.Comparison comparison =
          new ChaosAudit(3, provider, new Witness(), injected)
              .comparison(new RunId("chaos", Instant.EPOCH));
      comparison.compare(0, "r0", "sent");
      comparison.compare(1, "r1", "open");
      comparison.compare(2, "r2", "dead");
      comparison.end(3);
      assertThat(comparison.lost()).isEqualTo(2);
      assertThat(comparison.unexplained())
          .containsExactly(
              "r0 is sent, but the provider never took it",
              "r1 is open",
              "r2 is dead without ever being in doubt");
    }
  }

  private Verdict run(Set<Fault> faults) throws IOException, InterruptedException {
    return new Chaos(folder, PEOPLE, 11, faults).run(seen -> {});
  }
}
