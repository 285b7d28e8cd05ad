package dev.blast.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Share;
import dev.blast.outcome.Reach.Grade;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachTest {

  private static final Share FIVE = Share.percent(5);

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0 % sent",
    "0, 7, 0 % sent",
    "7, 7, 100 % sent",
    "23, 100, 23 % sent",
    "1, 3, 33 % sent",
    "2, 3, 66 % sent",
    "99, 100, 99 % sent",
    "999, 1000, 99.9 % sent",
    "1999999, 2000000, 99.9 % sent",
    "1, 1000, 0.1 % sent",
    "1, 1000000, less than 0.1 % sent",
    "15, 1000, 1 % sent"
  })
  void theShareIsNeverRoundedUpToEverybodyNorDownToNobody(long sent, long of, String words) {
    assertThat(new Reach(sent, of, 0).words()).isEqualTo(words);
  }

  @Test
  void theLimitItselfIsWithinTheLimit() {
    assertThat(new Reach(95, 100, 0).grade(FIVE)).isEqualTo(Grade.REACHED);
    assertThat(new Reach(94, 100, 0).grade(FIVE)).isEqualTo(Grade.MISSED);
    assertThat(new Reach(95, 100, 1).grade(FIVE)).isEqualTo(Grade.PARTLY);
    assertThat(new Reach(100, 100, 0).grade(Share.percent(0))).isEqualTo(Grade.REACHED);
  }

  @Test
  void nobodySentToIsAMissWhateverTheLimit() {
    assertThat(new Reach(0, 100, 0).grade(Share.percent(100))).isEqualTo(Grade.MISSED);
    assertThat(new Reach(0, 0, 0).grade(Share.percent(100))).isEqualTo(Grade.MISSED);
  }

  @Test
  void whomTheQueueRefusedIsNotSentToAndUnfinished() {
    StagedCounts staged = new StagedCounts(100, Map.of(), 100);
    Tally tally = Tally.of(staged, Map.of(Outcome.SENT, 97L, Outcome.INVALID, 3L));
    assertThat(Reach.of(tally, staged)).isEqualTo(new Reach(97, 100, 3));
  }

  @Test
  void expiredDeadAndCancelledAreUnfinishedRejectedAndUnconfirmedAreNot() {
    StagedCounts staged = new StagedCounts(100, Map.of(), 100);
    Tally tally =
        Tally.of(
            staged,
            Map.of(
                Outcome.SENT, 90L,
                Outcome.REJECTED, 1L,
                Outcome.EXPIRED, 2L,
                Outcome.CANCELLED, 3L,
                Outcome.DEAD, 1L,
                Outcome.UNCONFIRMED, 3L));
    Reach reach = Reach.of(tally);
    assertThat(reach).isEqualTo(new Reach(90, 100, 6));
    assertThat(reach.without(3)).isEqualTo(new Reach(90, 97, 3));
  }
}
