package dev.blast.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TallyTest {

  private static final StagedCounts STAGED =
      new StagedCounts(10, Map.of(Exclusion.INVALID, 1L, Exclusion.DUPLICATE, 2L), 7);

  @Test
  void whoTurnsOutToBeInvalidAfterStagingMovesFromTheRecipientsToTheInvalidRows() {
    Tally tally = Tally.of(STAGED, Map.of(Outcome.SENT, 3L, Outcome.INVALID, 2L));

    assertThat(tally.balances()).isTrue();
    assertThat(tally.invalidSince(STAGED)).isEqualTo(2);
    assertThat(tally.settled()).isEqualTo(3);
    assertThat(tally.open()).isEqualTo(2);
    assertThat(tally.sentence())
        .isEqualTo(
            "10 rows = 3 invalid + 0 filtered + 2 duplicate + 0 suppressed + 5 recipients;"
                + " recipients = 3 sent + 0 rejected + 0 expired + 0 cancelled + 0 dead"
                + " + 0 unconfirmed + 2 open");
  }

  @Property
  void aTallyOfAnyOutcomesOfNoMoreThanTheRecipientsBalances(
      @ForAll Map<Outcome, @LongRange(max = 1_000) Long> outcomes,
      @ForAll @IntRange(max = 9) int open) {
    long recipients = open + outcomes.values().stream().mapToLong(Long::longValue).sum();
    StagedCounts staged =
        new StagedCounts(recipients + 4, Map.of(Exclusion.FILTERED, 4L), recipients);
    Tally tally = Tally.of(staged, outcomes);

    assertThat(tally.balances()).isTrue();
    assertThat(tally.open()).isEqualTo(open);
    assertThat(tally.staged().recipients())
        .isEqualTo(recipients - outcomes.getOrDefault(Outcome.INVALID, 0L));
  }

  @Test
  void moreInvalidThanThereWereRecipientsDoNotBalance() {
    assertThat(Tally.of(STAGED, Map.of(Outcome.INVALID, 8L)).balances()).isFalse();
  }

  @Test
  void anInvalidRowIsNoOutcomeOfARecipient() {
    assertThat(Outcome.OF_RECIPIENTS).doesNotContain(Outcome.INVALID).hasSize(6);
    assertThatThrownBy(() -> new Tally(STAGED, Map.of(Outcome.INVALID, 1L), 6))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
